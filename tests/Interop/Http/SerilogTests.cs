using System.Text.Json;
using LogHog.TestKit;
using Serilog;
using Serilog.Core;
using Serilog.Sinks.OpenTelemetry;

namespace LogHog.Interop.Tests.Http;

/// <summary>Serilog's sinks for Seq and OpenTelemetry.</summary>
public sealed class SerilogTests
{
    [Fact]
    public async Task What_is_logged_to_seq_arrives_rendered()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        await using (Logger log = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.WithProperty("Application", "shop")
            .WriteTo.Seq(hog.Address("seq/http").ToString(), apiKey: null).CreateLogger())
            Log(log);

        Check(await hog.EventsAsync("shop", 3));
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc, "otlp/grpc")]
    [InlineData(OtlpProtocol.HttpProtobuf, "otlp/http")]
    public async Task What_is_logged_to_opentelemetry_arrives_rendered(OtlpProtocol protocol, string kind)
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        await using (Logger log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.OpenTelemetry(options =>
        {
            options.Endpoint = hog.Address(kind).ToString();
            options.Protocol = protocol;
            options.ResourceAttributes = new Dictionary<string, object> { ["service.name"] = "shop" };
        }).CreateLogger())
            Log(log);

        Check(await hog.EventsAsync("shop", 3));
    }

    private static void Log(Logger log)
    {
        log.ForContext("SourceContext", "Shop.Pay").Warning("Order {Order:000} of {Customer} refused", 42, "Ana María");
        log.Verbose("small");
        log.Error(new InvalidOperationException("Boom"), "It failed");
    }

    private static void Check(JsonElement[] events)
    {
        JsonElement order = events.Single(static one => one.Text("Order") == "42");
        // Serilog's OpenTelemetry sink renders texts in quotes.
        Assert.Equal("Order 042 of Ana María refused", order.Text("@m").Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal("Warning", order.Text("@l"));
        Assert.Equal("Shop.Pay", order.Text("module"));
        Assert.Equal("Verbose", events.Single(static one => one.Text("@m") == "small").Text("@l"));
        Assert.Contains("InvalidOperationException: Boom", events.Single(static one => one.Text("@m") == "It failed").Text("@x"), StringComparison.Ordinal);
    }
}
