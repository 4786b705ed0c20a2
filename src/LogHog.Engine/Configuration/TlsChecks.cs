using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration;

/// <summary>TLS has what it needs, and the files hold what they should.</summary>
internal static class TlsChecks
{
    public static void Check(ServerSettings settings, SettingsReader reader)
    {
        ListenSettings server = settings.Server;
        bool isNeeded = server.Tls.Count > 0;
        CheckFile(ListenKeys.PemFile, server.PemFile, "the server's key and certificate", isNeeded, reader, path => CheckPem(path, reader));
        CheckFile(ListenKeys.CaCert, server.CaCert, "the certificate that signs the clients' certificates", isNeeded, reader,
            static path => TrustStore.Read(path, null, CertificatePurpose.Client));
        if (server.CaCert is { } authorities && File.Exists(authorities))
            CheckFile(ListenKeys.RevocationLists, server.RevocationLists, "the authority's revocation list", isNeeded: false, reader,
                path => TrustStore.Read(authorities, path, CertificatePurpose.Client));
        if (server.RevocationLists is not null && server.CaCert is null)
            reader.Error(ListenKeys.RevocationLists, "needs cacert, whose authority has signed it; write cacert, or take it out");
        CheckInputs(settings, reader);
    }

    private static void CheckInputs(ServerSettings settings, SettingsReader reader)
    {
        foreach (InputSettings input in settings.Inputs)
        {
            string section = $"{InputKeys.Section}:{input.Name}";
            if (input.Tls.Count > 0 && (settings.Server.PemFile is null || settings.Server.CaCert is null))
                reader.Error(InputKeys.Tls, section, "a TLS address needs [server] pemfile and cacert; write both there");
            if (!input.Clients.IsEmpty && input.Tls.Count + input.Https.Count == 0)
                reader.Error(InputKeys.Clients, section, "only TLS addresses know their clients' names; write tls = an address, or take it out");
        }

        if (!settings.Server.Clients.IsEmpty && settings.Server.Tls.Count == 0)
            reader.Error(ListenKeys.Clients, ListenKeys.Clients.Section, "only TLS addresses know their clients' names; write listen_ipv4_ssl, or take it out");
    }

    private static void CheckFile(
        ConfigurationKey<string?> key, string? path, string what, bool isNeeded, SettingsReader reader, Action<string> read)
    {
        if (path is null)
        {
            if (isNeeded)
                reader.Error(TlsKey(reader), $"a TLS address needs {key.Name}; write {key.Name} = the path of {what} in [server]");
            return;
        }

        if (!File.Exists(path))
        {
            reader.Error(key, $"{Printable.Quote(path)} does not exist; write the path of {what}");
            return;
        }

        try
        {
            read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            reader.Error(key, failure.Message);
        }
    }

    private static void CheckPem(string path, SettingsReader reader)
    {
        ConfigurationFiles.WarnIfWorldReadable(path, reader.OriginOf(ListenKeys.PemFile), "server", ListenKeys.PemFile.Name, reader.Problems);
        X509Certificate2 certificate = PemContent.Read(path).Keyed().Certificate;
        if (new DateTimeOffset(certificate.NotAfter) < TimeProvider.System.GetUtcNow())
            reader.Warning(ListenKeys.PemFile, $"the certificate in {path} has expired at {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z, and clients will refuse it; make a new one: loghog cert server --force");
    }

    private static ConfigurationKey<IReadOnlyList<ListenAddress>> TlsKey(SettingsReader reader) =>
        reader.IsSaid(ListenKeys.ListenIpv4Ssl) ? ListenKeys.ListenIpv4Ssl : ListenKeys.ListenIpv6Ssl;
}
