using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.Engine.Certificates;
using LogHog.Interop.Tests.Tls;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>A loghogd that takes syslog in every way; each application's file holds JSON.</summary>
public sealed class SyslogServer : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    internal LogHogProcess Hog { get; private set; } = null!;

    internal string Stream => _folder["stream.sock"];

    internal string Datagram => _folder["datagram.sock"];

    /// <summary>PEM of the authority, and of a client's certificate and key.</summary>
    internal string Authority => _folder["root.cert"];

    internal string ClientCertificate => _folder["client.cert"];

    internal string ClientKey => _folder["client.key"];

    internal int Port(string kind) => Hog.Port($"syslog/{kind}");

    public async ValueTask InitializeAsync()
    {
        using X509Certificate2 root = CertificateRecipe.Authority("root").Make(null);
        CertificateRecipe server = new() { CommonName = "localhost", DnsNames = ["localhost"], Purposes = ["1.3.6.1.5.5.7.3.1"] };
        using X509Certificate2 own = server.Make(root);
        using X509Certificate2 client = new CertificateRecipe().Make(root);
        CertificateFile.WritePublic(Authority, root.ExportCertificatePem() + "\n", replace: true);
        CertificateFile.WritePrivate(_folder["server.pem"], own.ExportCertificatePem() + "\n" + Key(own), replace: true);
        CertificateFile.WritePublic(ClientCertificate, client.ExportCertificatePem() + "\n", replace: true);
        CertificateFile.WritePrivate(ClientKey, Key(client), replace: true);
        Hog = await LogHogProcess.StartAsync($"""
            [server]
            pemfile = {_folder["server.pem"]}
            cacert = {Authority}
            [input:syslog]
            tcp = 127.0.0.1:0
            udp = 127.0.0.1:0
            tls = 127.0.0.1:0
            unix = {Stream}
            unix_dgram = {Datagram}

            """, "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n");
    }

    public async ValueTask DisposeAsync()
    {
        await Hog.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Waits for so many lines of an application, and gives them.</summary>
    internal async Task<JsonElement[]> EventsOf(string app, int count)
    {
        string file = Hog.PathOf($"{app}/root.log");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file, limit.Token)).Length < count)
            await Task.Delay(20, limit.Token);
        string[] lines = await File.ReadAllLinesAsync(file, limit.Token);
        Assert.Equal(count, lines.Length);
        return [.. lines.Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Key(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n";
}

internal static class JsonLine
{
    /// <summary>A member as it stands there; empty = there is none.</summary>
    public static string Text(this JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
