using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.TestKit;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace LogHog.Interop.Tests.Http;

#pragma warning disable CA1848, CA1873 // It logs as programs do.
/// <summary>The exporter of OpenTelemetry for .NET over TLS: gRPC and HTTP on the same address, let in by its certificate.</summary>
public sealed class OpenTelemetryTlsTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, "")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, "v1/logs")]
    public async Task Records_arrive_of_who_shows_a_certificate(OtlpExportProtocol protocol, string path)
    {
        using TempFolder folder = new();
        await using LogHogProcess hog = await StartAsync(folder.Path);
        Uri address = new($"https://localhost:{hog.Port("otlp/https")}/{path}");

        Export(protocol, address, folder.Path, certificate: null);
        Export(protocol, address, folder.Path, $"{folder.Path}/other1.pem");
        Export(protocol, address, folder.Path, $"{folder.Path}/web1.pem");

        JsonElement[] events = await hog.EventsAsync("shop", 200);
        Assert.Equal(200, events.Length);
        Assert.All(events, static one => Assert.Equal(("web1.pem", "Warning"), (one.Text("Who"), one.Text("@l"))));
        Assert.Equal(200, (await hog.Metrics()).Sum("loghog_events_stored_total"));
    }

    private static async Task<LogHogProcess> StartAsync(string folder)
    {
        await LoghogAsync("cert", "server", "--folder", folder);
        await LoghogAsync("cert", "client", "web1", folder, "--folder", folder);
        await LoghogAsync("cert", "client", "other1", folder, "--folder", folder);
        return await LogHogProcess.StartAsync(
            $"""
            [server]
            pemfile = {folder}/loghog-server.pem
            cacert = {folder}/loghog-ca.cert
            [http]
            client_certificates = allow
            [auth]
            anonymous_ingest = no
            [input:otlp]
            https = 127.0.0.1:0
            clients = web*

            """,
            "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n");
    }

    private static void Export(OtlpExportProtocol protocol, Uri endpoint, string folder, string? certificate)
    {
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile($"{folder}/loghog-ca.cert");
        using X509Certificate2? own = certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate);
        using SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority },
        };
        if (own is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        using HttpClient http = new(handler);
        using ILoggerFactory logs = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop"));
            options.AddOtlpExporter(exporter =>
            {
                exporter.Protocol = protocol;
                exporter.Endpoint = endpoint;
                exporter.HttpClientFactory = () => http;
            });
        }));
        ILogger log = logs.CreateLogger("Shop");
        for (int order = 0; order < 200; order++)
            log.LogWarning("Order {Order} of {Who}", order, Path.GetFileName(certificate) ?? "nobody");
    }

    private static async Task LoghogAsync(params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
