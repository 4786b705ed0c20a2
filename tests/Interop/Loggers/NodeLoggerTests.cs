using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LogHog.Interop.Tests.Http;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Loggers;

/// <summary>Node's two loggers, pino and winston, with the transports that their users have.</summary>
public sealed class NodeLoggerTests
{
    private const int Count = 100;

    private const string Syslog = "[input:syslog]\ntcp = 127.0.0.1:0\nudp = 127.0.0.1:0\n";

    [Theory]
    [InlineData("pino.js", "syslog-tcp", "syslog/tcp")]
    [InlineData("pino.js", "syslog-udp", "syslog/udp")]
    [InlineData("pino.js", "bsd-tcp", "syslog/tcp")]
    [InlineData("winston.js", "syslog-tcp", "syslog/tcp")]
    [InlineData("winston.js", "syslog-udp", "syslog/udp")]
    [InlineData("winston.js", "bsd-tcp", "syslog/tcp")]
    public async Task What_is_logged_over_syslog_arrives(string script, string transport, string input)
    {
        JsonElement[] events = await SendAsync(script, transport, input);

        Assert.All(events, static one => Assert.Equal(("web01", "local0"), (one.Text("host"), one.Text("syslog.facility"))));
        Assert.All(events, static one => Assert.Matches("^[0-9]+$", one.Text("process.pid")));
        Assert.All(events, static one => Assert.Equal("", one.Text("syslog.malformed")));
    }

    [Theory]
    [InlineData("pino.js", "loki")]
    [InlineData("winston.js", "loki-json")]
    [InlineData("winston.js", "loki-protobuf")]
    public Task What_is_logged_to_loki_arrives(string script, string transport) => SendAsync(script, transport, "loki/http");

    [Theory]
    [InlineData("pino.js")]
    [InlineData("winston.js")]
    public async Task What_is_logged_to_seq_arrives_with_its_properties(string script)
    {
        JsonElement[] events = await SendAsync(script, "seq", "seq/http");

        Assert.Equal(Enumerable.Range(0, Count), events.Select(static one => one.GetProperty("order").GetInt32()).Order());
    }

    [Fact]
    public async Task What_is_logged_to_splunk_arrives() =>
        await SendAsync("winston.js", "splunk", "splunk/http", static hog => AddTokenAsync(hog));

    private static async Task<JsonElement[]> SendAsync(string script, string transport, string input, Func<LogHogProcess, Task<string>>? token = null)
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync(Syslog);
        string[] secret = token is null ? [] : [await token(hog)];

        ProgramResult sent = await NodeClients.RunAsync(script, [transport, $"{hog.Port(input)}", $"{Count}", .. secret]);

        Assert.True(sent is { ExitCode: 0, Output: "sent\n" }, sent.ToString());
        JsonElement[] events = await hog.EventsAsync("shop", Count);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(static n => $"order {n} of Ana María").Order(StringComparer.Ordinal),
            events.Select(static one => one.Text("@m")).Order(StringComparer.Ordinal));
        Assert.All(events, static one => Assert.Equal("Warning", one.Text("@l")));
        Assert.Equal(0, (await hog.Metrics()).Sum("loghog_events_rejected_total"));
        return events;
    }

    /// <summary>Splunk's logger does not start without one, and one that is shown must be good.</summary>
    private static async Task<string> AddTokenAsync(LogHogProcess hog)
    {
        ProcessStartInfo add = new(
            Repository.Loghog, ["token", "add", "winston", "--apps", "shop", "--can", "ingest", "-c", Path.Combine(hog.Folder, "loghogd.conf")]);
        ProgramResult added = await ExternalProgram.RunAsync(add, input: "");
        Assert.True(added.ExitCode == 0, added.ToString());
        string token = added.Output.Trim();
        // The daemon looks at the file at most once a second, when somebody shows a token.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!await IsKnownAsync(hog, token))
            await Task.Delay(50, limit.Token);
        return token;
    }

    private static async Task<bool> IsKnownAsync(LogHogProcess hog, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status");
        request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage answer = await hog.Send(request);
        return answer.StatusCode != HttpStatusCode.Unauthorized;
    }
}
