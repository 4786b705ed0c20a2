using System.Security.Cryptography;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>What TLS on the HTTP port needs beside it.</summary>
internal static class HttpTlsChecks
{
    public static void Check(ServerSettings settings, SettingsReader reader)
    {
        HttpSettings http = settings.Http;
        CheckFile(HttpTlsKeys.PemFile, http.PemFile, reader);
        CheckFile(HttpTlsKeys.CaCert, http.CaCert, reader);
        CheckFile(HttpTlsKeys.RevocationLists, http.RevocationLists, reader);
        if (http.RevocationLists is { } lists && (http.CaCert ?? settings.Server.CaCert) is { } authorities && File.Exists(lists) && File.Exists(authorities))
            CheckLists(authorities, lists, reader);
        InputSettings? secured = settings.Inputs.FirstOrDefault(static input => input.Https.Count > 0);
        if (http.Tls == HttpTls.Off && secured is null)
        {
            if (http.ClientCertificates != ClientCertificates.No)
                reader.Error(HttpTlsKeys.ClientCertificates, "clients show certificates over TLS only; write tls = files or tls = acme");
            return;
        }

        if (http.Tls == HttpTls.Off && http.PemFile is null && settings.Server.PemFile is null)
            reader.Error(InputKeys.Https, $"{InputKeys.Section}:{secured!.Name}", "an https address needs a certificate; write pemfile in [http] or [server]");
        CheckClients(settings, reader);
        if (http.Tls == HttpTls.Files && http.PemFile is null && settings.Server.PemFile is null)
            reader.Error(HttpTlsKeys.Tls, "TLS needs a certificate; write pemfile = the path of the server's key and certificate");
        if (http.Tls == HttpTls.Acme && settings.Acme!.Names.Count == 0)
            reader.Error(HttpTlsKeys.Tls, "no certificate is ordered; write names in [acme]");
        if (http.ClientCertificates != ClientCertificates.No && http.CaCert is null && settings.Server.CaCert is null)
            reader.Error(HttpTlsKeys.ClientCertificates, "somebody must sign the clients' certificates; write cacert = the path of that certificate");
    }

    private static void CheckLists(string authorities, string lists, SettingsReader reader)
    {
        try
        {
            TrustStore.Read(authorities, lists, CertificatePurpose.Client);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            reader.Error(HttpTlsKeys.RevocationLists, failure.Message);
        }
    }

    /// <summary>Who lists clients wants no others, and only a handshake that asks for certificates knows them.</summary>
    private static void CheckClients(ServerSettings settings, SettingsReader reader)
    {
        foreach (InputSettings input in settings.Inputs.Where(static input => input.Https.Count > 0 && !input.Clients.IsEmpty))
        {
            if (settings.Http.ClientCertificates == ClientCertificates.No)
                reader.Error(InputKeys.Clients, $"{InputKeys.Section}:{input.Name}", "clients of an https address are asked for certificates by [http] client_certificates = require or allow; write it");
        }
    }

    private static void CheckFile(ConfigurationKey<string?> key, string? path, SettingsReader reader)
    {
        if (path is not null && !File.Exists(path))
            reader.Error(key, $"{Printable.Quote(path)} does not exist; write the path of the file");
    }
}
