using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Python;

/// <summary>The handlers of each Python's standard library, unchanged, against a real loghogd, over each kind of socket.</summary>
public sealed class StockHandlerTests(StockHandlerTests.Server server) : IClassFixture<StockHandlerTests.Server>
{
    public sealed class Server : IAsyncLifetime
    {
        private readonly TempFolder _sockets = new();

        internal LogHogProcess Hog { get; private set; } = null!;

        internal string Stream => Path.Combine(_sockets.Path, "stream.sock");

        internal string Datagram => Path.Combine(_sockets.Path, "datagram.sock");

        public async ValueTask InitializeAsync() => Hog = await LogHogProcess.StartAsync($"""
            [input:python]
            tcp = 127.0.0.1:0
            udp = 127.0.0.1:0
            unix = {Stream}
            unix_dgram = {Datagram}
            app = record:processName

            """, "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n");

        public async ValueTask DisposeAsync()
        {
            await Hog.DisposeAsync();
            _sockets.Dispose();
        }
    }

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (string version in Pythons.Versions)
            {
                ways.Add(version, "tcp");
                ways.Add(version, "udp");
            }
            // The handlers know Unix sockets since Python 3.4.
            ways.Add("3", "unix");
            ways.Add("3", "unix_dgram");
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_record_is_stored_as_that_Python_sees_it(string version, string way)
    {
        string? python = Pythons.Find(version);
        Assert.SkipWhen(python is null, $"Python {version} is not installed");
        double before = (await server.Hog.Metrics()).Sum("loghog_events_stored_total");
        int skip = Lines().Count;

        string[] address = way switch
        {
            "tcp" or "udp" => ["127.0.0.1", $"{server.Hog.Port($"python/{way}")}"],
            "unix" => [server.Stream],
            _ => [server.Datagram],
        };
        ProgramResult sent = await ExternalProgram.RunAsync(Pythons.Start(python!, "stock_handlers.py", [way, .. address]), input: "");

        Assert.True(sent.ExitCode == 0, sent.Errors);
        JsonElement[] seen = [.. sent.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(seen.Length > 50);
        MetricsText metrics = await server.Hog.StoredAsync(before + seen.Length);
        Dictionary<string, JsonElement> stored = Lines().Skip(skip).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.TryGetProperty("module", out JsonElement module) ? module.GetString()! : "root");
        string[] wrong = [.. seen.SelectMany(one => Differences(one, stored))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
    }

    private List<string> Lines() =>
        File.Exists(server.Hog.PathOf("MainProcess/root.log")) ? [.. server.Hog.Lines("MainProcess/root.log")] : [];

    private static IEnumerable<string> Differences(JsonElement seen, Dictionary<string, JsonElement> stored)
    {
        string logger = seen.GetProperty("logger").GetString()!;
        if (!stored.TryGetValue(logger, out JsonElement line))
        {
            yield return $"{logger}: not stored";
            yield break;
        }

        if (line.GetProperty("@m").GetString() != seen.GetProperty("body").GetString())
            yield return $"{logger}: {line.GetProperty("@m")}";
        string exception = line.TryGetProperty("@x", out JsonElement text) ? text.GetString()! : "";
        if (exception != seen.GetProperty("exception").GetString())
            yield return $"{logger}: {exception}";
        foreach (JsonElement field in seen.GetProperty("fields").EnumerateArray())
        {
            string name = field[0].GetString()!;
            // The application's name is taken from this one.
            if (name == "processName")
                continue;
            if (!line.TryGetProperty(name, out JsonElement value))
                yield return $"{logger}: no {name}";
            else if (Show(value) != $"{field[1]} {field[2]}")
                yield return $"{logger}: {name} is {Show(value)}, not {field[1]} {field[2]}";
        }
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"text {value.GetString()}",
        JsonValueKind.Number => $"number {value.GetRawText()}",
        _ => $"bool {value.GetRawText()}",
    };
}
