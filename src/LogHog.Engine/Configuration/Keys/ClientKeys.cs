using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[client:NAME]</c>: what the bearer of a certificate may send (spec §5).</summary>
internal static class ClientKeys
{
    public const string Section = "client";

    public static readonly ConfigurationKey<NamePatterns> Hosts = new(Section, "hosts", NamePatternsText.Hosts, "")
    {
        Why = "Host names that its events may have, `*` for any text; others are refused and counted (`client_not_allowed`). "
            + "NAME is the certificate's name (its first DNS name, else its common name) or a pattern such as `web*`; the exact name wins, then the longest pattern. "
            + "None: any host. A certificate without a section may send what it likes.",
    };

    public static readonly ConfigurationKey<NamePatterns> Apps = new(Section, "apps", NamePatternsText.Apps, "")
    {
        Why = "Applications that it may send for, written the same way. None: any.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Hosts, Apps];
}
