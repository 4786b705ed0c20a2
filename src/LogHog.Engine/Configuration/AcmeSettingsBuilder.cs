using System.Net;
using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration;

/// <summary>Reads <c>[acme]</c>.</summary>
internal static class AcmeSettingsBuilder
{
    private const string FolderName = "acme";

    // Where a certificate authority looks: RFC 8555 §8.3, RFC 8737 §3.
    private const int HttpPort = 80;
    private const int TlsPort = 443;

    /// <param name="reader">The text.</param>
    /// <param name="workDir">Where the folder is by default.</param>
    public static AcmeSettings Build(SettingsReader reader, string workDir)
    {
        AcmeSettings settings = new()
        {
            Names = reader.Get(AcmeKeys.Names),
            Directory = reader.Get(AcmeKeys.Directory),
            Emails = reader.Get(AcmeKeys.Email),
            AgreesToTerms = reader.Get(AcmeKeys.Terms),
            Challenge = reader.Get(AcmeKeys.Challenge),
            Webroot = reader.Get(AcmeKeys.Webroot),
            Hook = reader.Get(AcmeKeys.Hook),
            HookTimeout = reader.Get(AcmeKeys.HookTimeout),
            Folder = reader.Get(AcmeKeys.Folder) ?? Path.Combine(workDir, FolderName),
            Key = reader.Get(AcmeKeys.Key),
            PreferredChain = reader.Get(AcmeKeys.PreferredChain),
            ExternalKeyId = reader.Get(AcmeKeys.EabKid),
            ExternalKeyFile = reader.Get(AcmeKeys.EabKeyFile),
            CaBundle = reader.Get(AcmeKeys.CaBundle),
            WarnBefore = reader.Get(AcmeKeys.WarnBefore),
        };
        return settings with { Listen = Listen(reader.Get(AcmeKeys.Listen), settings) };
    }

    private static List<IPEndPoint> Listen(IReadOnlyList<ListenAddress> said, AcmeSettings settings)
    {
        bool needsPort = settings is { Names.Count: > 0, Webroot: null, Challenge: not ChallengeKind.Dns01 };
        int port = settings.Challenge == ChallengeKind.TlsAlpn01 ? TlsPort : HttpPort;
        return !needsPort ? [] : said.Count == 0 ? [new IPEndPoint(IPAddress.Any, port)] : [.. said.Select(address => address.WithDefault(port))];
    }
}

/// <summary>What no key of <c>[acme]</c> can say alone.</summary>
internal static class AcmeChecks
{
    public static void Check(AcmeSettings acme, SettingsReader reader)
    {
        if (acme.Names.Count == 0)
            return;
        if (acme.Challenge != ChallengeKind.Dns01 && acme.Names.FirstOrDefault(static name => name.IsWildcard) is { } wildcard)
            reader.Error(AcmeKeys.Names, $"{wildcard.Value} can be shown to be yours by DNS only; write challenge = dns-01 and a hook");
        if (acme.Challenge == ChallengeKind.Dns01 && acme.Names.FirstOrDefault(static name => name.Address is not null) is { } address)
            reader.Error(AcmeKeys.Names, $"{address.Value} is an address, which DNS says nothing of; write challenge = http-01 or tls-alpn-01");
        if (acme.Challenge == ChallengeKind.Dns01 && acme.Hook.Count == 0)
            reader.Error(AcmeKeys.Challenge, "dns-01 needs a program that sets the record; write hook = its path");
        if (acme.Webroot is not null && acme.Challenge != ChallengeKind.Http01)
            reader.Error(AcmeKeys.Webroot, "only http-01 has a webroot; take it out, or write challenge = http-01");
        if (acme.Hook is [var program, ..] && !File.Exists(program))
            reader.Error(AcmeKeys.Hook, $"{Printable.Quote(program)} does not exist; write the path of the program");
        if (acme.ExternalKeyId is null != acme.ExternalKeyFile is null)
            reader.Error(acme.ExternalKeyId is null ? AcmeKeys.EabKeyFile : AcmeKeys.EabKid, "eab_kid and eab_key_file belong together; write both");
        CheckFile(AcmeKeys.EabKeyFile, acme.ExternalKeyFile, reader);
        CheckFile(AcmeKeys.CaBundle, acme.CaBundle, reader);
    }

    private static void CheckFile(ConfigurationKey<string?> key, string? path, SettingsReader reader)
    {
        if (path is not null && !File.Exists(path))
            reader.Error(key, $"{Printable.Quote(path)} does not exist; write the path of the file");
    }
}
