using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Orders;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[acme]</c>: a certificate that renews itself (spec/watch-and-tell §5).</summary>
internal static class AcmeKeys
{
    private const string Section = "acme";

    public static readonly ConfigurationKey<IReadOnlyList<AcmeIdentifier>> Names = new(Section, "names", AcmeTexts.Names, "")
    {
        Why = "Whom the certificate is for, with commas between them: names, wildcards (`*.example.org`, by dns-01 only), addresses where the authority "
            + "knows them. None: no certificate is wanted.",
    };

    public static readonly ConfigurationKey<Uri> Directory =
        new(Section, "directory", AcmeTexts.Url, "https://acme-v02.api.letsencrypt.org/directory")
        {
            Why = "The certificate authority's directory. Let's Encrypt: free, and every browser trusts it. Try with "
                + "https://acme-staging-v02.api.letsencrypt.org/directory first.",
        };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Email = new(Section, "email", AcmeTexts.Emails, "")
    {
        Why = "Whom the authority may write to, with commas between them. None: many authorities write to nobody any more.",
    };

    public static readonly ConfigurationKey<bool> Terms = new(Section, "terms", Kinds.Choice("agreed/no", ("agreed", true), ("no", false)), "no")
    {
        Why = "`agreed`: you have read the authority's terms and agree. No: only you can say so.",
    };

    public static readonly ConfigurationKey<ChallengeKind> Challenge = new(Section, "challenge", Kinds.Choice(
        "http-01/dns-01/tls-alpn-01", ("http-01", ChallengeKind.Http01), ("dns-01", ChallengeKind.Dns01), ("tls-alpn-01", ChallengeKind.TlsAlpn01)), "http-01")
    {
        Why = "How it is shown that the names are yours: a page on port 80, a TXT record, a handshake on port 443.",
        RestartWhenChanged = settings => settings.Acme?.Challenge.Name() ?? "",
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> Listen = new(Section, "listen", Kinds.Addresses, "")
    {
        Why = "Where loghogd answers http-01 and tls-alpn-01 itself; the authority comes to port 80 or 443 of the name, so a port of your own needs a redirection. "
            + "None: 0.0.0.0 with that port, unless `webroot` is set.",
        RestartWhenChanged = settings => string.Join(", ", settings.Acme?.Listen ?? []),
    };

    public static readonly ConfigurationKey<string?> Webroot = new(Section, "webroot", Kinds.FilePath.OrNull(), "")
    {
        Why = "For http-01 where another web server has port 80: the folder that it shows as `/`.",
        RestartWhenChanged = settings => settings.Acme?.Webroot ?? "",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Hook = new(Section, "hook", AcmeTexts.Command, "")
    {
        Why = "For dns-01: a program and its arguments, never a shell. It sets the TXT record (`LOGHOG_ACME_ACTION=present`, `LOGHOG_ACME_NAME`, "
            + "`LOGHOG_ACME_VALUE`) and returns when it can be seen; later it takes it away (`cleanup`).",
    };

    public static readonly ConfigurationKey<TimeSpan> HookTimeout = new(
        Section, "hook_timeout", Kinds.DurationWithin(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), "5m")
    {
        Why = "How long the hook may run before it is stopped: DNS takes its time to spread.",
    };

    public static readonly ConfigurationKey<string?> Folder = new(Section, "folder", Kinds.FilePath.OrNull(), "")
    {
        Why = "Account key, certificate with its key (`certificate.pem`) and state, all of mode 0600. None: `acme` in `workdir`.",
        RestartWhenChanged = settings => settings.Acme is { Names.Count: > 0 } acme ? acme.Folder : "",
    };

    public static readonly ConfigurationKey<CertificateKeyKind> Key = new(
        Section, "key", Kinds.Choice("ecdsa/rsa", ("ecdsa", CertificateKeyKind.Ecdsa), ("rsa", CertificateKeyKind.Rsa)), "ecdsa")
    {
        Why = "The certificate's key, made anew each time: ECDSA P-256, or RSA 2048 for clients from before 2010.",
    };

    public static readonly ConfigurationKey<string?> PreferredChain = new(Section, "preferred_chain", AcmeTexts.Line.OrNull(), "")
    {
        Why = "The common name of the root to prefer, where the authority offers several chains: `ISRG Root X1`. None: the first.",
    };

    public static readonly ConfigurationKey<string?> EabKid = new(Section, "eab_kid", Kinds.Name.OrNull(), "")
    {
        Why = "The key id of an external account, for authorities that want to know their customer.",
    };

    public static readonly ConfigurationKey<string?> EabKeyFile = new(Section, "eab_key_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file with the external account's key, in base64url as the authority gave it.",
    };

    public static readonly ConfigurationKey<string?> CaBundle = new(Section, "ca_bundle", Kinds.FilePath.OrNull(), "")
    {
        Why = "The roots to trust when talking to the authority, PEM: for one inside your own network. None: the system's.",
    };

    public static readonly ConfigurationKey<TimeSpan> WarnBefore = new(
        Section, "warn_before", Kinds.DurationWithin(TimeSpan.FromHours(1), TimeSpan.FromDays(365)), "10d")
    {
        Why = "So long before its end a certificate that could not be renewed is an error in the log, once a day; at most a sixth of its life. "
            + "Ten days: two weekends and a person who is away.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Names, Directory, Email, Terms, Challenge, Listen, Webroot, Hook, HookTimeout, Folder, Key, PreferredChain, EabKid, EabKeyFile, CaBundle, WarnBefore,
    ];
}
