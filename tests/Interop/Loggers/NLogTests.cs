using System.Text.Json;
using LogHog.Interop.Tests.Http;
using LogHog.TestKit;
using NLog;
using NLog.Config;
using NLog.Layouts;
using NLog.Targets;

namespace LogHog.Interop.Tests.Loggers;

/// <summary>NLog's network and web service targets (in the package itself up to version 5; later ones ship them beside it).</summary>
public sealed class NLogTests
{
    private const int Count = 200;

    private const string Inputs = """
        [input:syslog]
        tcp = 127.0.0.1:0
        udp = 127.0.0.1:0
        [input:gelf]
        tcp = 127.0.0.1:0
        udp = 127.0.0.1:0

        """;

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Syslog_of_the_network_target_arrives(string transport)
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync(Inputs);
        Log(new NetworkTarget
        {
            Address = $"{transport}://127.0.0.1:{hog.Port($"syslog/{transport}")}",
            Layout = "<${when:when=level>=LogLevel.Error:inner=131:else=132}>1 ${date:universalTime=true:format=yyyy-MM-ddTHH\\:mm\\:ss.fffffffZ} web01 shop ${processid} - [nlog@1 logger=\"${logger}\" order=\"${event-properties:Order}\"] ${message}",
            LineEnding = LineEndingMode.LF,
        });

        JsonElement[] events = await CheckAsync(hog);
        Assert.All(events, static one => Assert.Equal("Shop.Pay", one.Text("nlog@1.logger")));
        Assert.Equal(42, events.Single(static one => one.Text("@m").StartsWith("Order 42 ", StringComparison.Ordinal)).GetProperty("nlog@1.order").GetInt32());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Gelf_of_the_network_target_arrives(string transport)
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync(Inputs);
        JsonLayout gelf = new() { SuppressSpaces = true };
        foreach ((string name, string layout, bool isText) in new[]
        {
            ("version", "1.1", true), ("host", "web01", true), ("short_message", "${message}", true), ("level", "${when:when=level>=LogLevel.Error:inner=3:else=4}", false),
            ("_app", "shop", true), ("_logger", "${logger}", true), ("_order", "${event-properties:Order}", false),
        })
            gelf.Attributes.Add(new JsonAttribute(name, layout, isText));
        Log(new NetworkTarget
        {
            Address = $"{transport}://127.0.0.1:{hog.Port($"gelf/{transport}")}",
            Layout = gelf,
            LineEnding = LineEndingMode.Null,
        });

        JsonElement[] events = await CheckAsync(hog);
        Assert.All(events, static one => Assert.Equal("Shop.Pay", one.Text("module")));
    }

    [Fact]
    public async Task Json_of_the_web_service_target_arrives()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync(Inputs);
        WebServiceTarget target = new() { Url = new Uri(hog.HttpAddress, "ingest"), Protocol = WebServiceProtocol.JsonPost };
        foreach ((string name, string layout) in new[]
        {
            ("time", "${date:universalTime=true:format=o}"), ("message", "${message}"), ("level", "${level}"), ("app", "shop"), ("module", "${logger}"), ("host", "web01"),
        })
            target.Parameters.Add(new MethodCallParameter(name, layout));
        Log(target);

        await CheckAsync(hog);
    }

    private static void Log(Target target)
    {
        using LogFactory factory = new();
        LoggingConfiguration configuration = new(factory);
        configuration.AddRule(LogLevel.Trace, LogLevel.Fatal, target);
        factory.Configuration = configuration;
        Logger log = factory.GetLogger("Shop.Pay");
        for (int order = 1; order < Count; order++)
            log.Warn("Order {Order} of {Customer} refused", order, "Ana María");
        log.Error("It failed");
        factory.Flush(TimeSpan.FromSeconds(30));
    }

    private static async Task<JsonElement[]> CheckAsync(LogHogProcess hog)
    {
        JsonElement[] events = await hog.EventsAsync("shop", Count);
        Assert.Equal(
            Enumerable.Range(1, Count - 1).Select(static order => $"Order {order} of \"Ana María\" refused").Append("It failed").Order(StringComparer.Ordinal),
            events.Select(static one => one.Text("@m")).Order(StringComparer.Ordinal));
        Assert.All(events, static one => Assert.Equal(one.Text("@m") == "It failed" ? "Error" : "Warning", one.Text("@l")));
        Assert.All(events, static one => Assert.Equal("web01", one.Text("host")));
        Assert.Equal(0, (await hog.Metrics()).Sum("loghog_events_rejected_total"));
        return events;
    }
}
