using System.Diagnostics;
using System.Text.Json;
using LogHog.TestKit;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace LogHog.Interop.Tests.Http;

#pragma warning disable CA1848, CA1873 // It logs as programs do.
/// <summary>The exporter of OpenTelemetry for .NET, over gRPC and HTTP.</summary>
public sealed class OpenTelemetryTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, "otlp/grpc", "/")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, "otlp/http", "/v1/logs")]
    public async Task Records_of_the_exporter_arrive_whole(OtlpExportProtocol protocol, string kind, string path)
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        using Activity activity = new("request");
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        using (ILoggerFactory logs = Factory(protocol, hog.Address(kind, path)))
        {
            ILogger log = logs.CreateLogger("Shop.Pay");
            for (int order = 1; order <= 500; order++)
                log.LogWarning(new EventId(7, "refused"), "Order {Order} of {Customer} refused", order, "Ana María");
            log.LogError(new InvalidOperationException("Boom"), "It failed");
        }

        JsonElement[] events = await hog.EventsAsync("shop", 501);
        JsonElement first = events.First(static one => one.Text("Order") == "1");
        Assert.Equal(501, events.Length);
        Assert.Equal("Order 1 of Ana María refused", first.Text("@m"));
        Assert.Equal("Warning", first.Text("@l"));
        Assert.Equal("Shop.Pay", first.Text("module"));
        Assert.Equal("web1", first.Text("host"));
        Assert.Equal(JsonValueKind.Number, first.GetProperty("Order").ValueKind);
        Assert.Equal("Ana María", first.Text("Customer"));
        Assert.Equal(activity.TraceId.ToHexString(), first.Text("@tr"));
        Assert.Equal(activity.SpanId.ToHexString(), first.Text("@sp"));
        JsonElement failure = events.First(static one => one.Text("@m") == "It failed");
        Assert.Contains("System.InvalidOperationException: Boom", failure.Text("@x"), StringComparison.Ordinal);
        Assert.Equal("Boom", failure.Text("exception.message"));
        MetricsText metrics = await hog.Metrics();
        Assert.Equal(501, metrics.Sum("loghog_events_stored_total", "input=\"otlp\""));
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
    }

    [Fact]
    public async Task The_exporter_packs_with_gzip_if_told_to()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        // Its own setting for it is an environment variable of the process, so the packing stands before it.
        using HttpClient http = new(new GzipHandler(new HttpClientHandler()));
        using (ILoggerFactory logs = Factory(OtlpExportProtocol.HttpProtobuf, hog.Address("otlp/http", "/v1/logs"), http))
            logs.CreateLogger("Shop").LogInformation("packed {Text}", new string('x', 5_000));

        Assert.Equal(5_000, Assert.Single(await hog.EventsAsync("shop", 1)).Text("Text").Length);
    }

    private static ILoggerFactory Factory(OtlpExportProtocol protocol, Uri endpoint, HttpClient? http = null) => LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
    {
        options.IncludeFormattedMessage = true;
        options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop", serviceVersion: "1.2.3").AddAttributes([new("host.name", "web1")]));
        options.AddOtlpExporter(exporter =>
        {
            exporter.Protocol = protocol;
            exporter.Endpoint = endpoint;
            if (http is not null)
                exporter.HttpClientFactory = () => http;
        });
    }));

    private sealed class GzipHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content = Pack(request.Content!);
            return base.Send(request, cancellationToken);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content = Pack(request.Content!);
            return base.SendAsync(request, cancellationToken);
        }

        private static ByteArrayContent Pack(HttpContent plain)
        {
            using MemoryStream packed = new();
            using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
                plain.CopyTo(gzip, null, CancellationToken.None);
            ByteArrayContent content = new(packed.ToArray());
            content.Headers.ContentType = plain.Headers.ContentType;
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        }
    }
}
