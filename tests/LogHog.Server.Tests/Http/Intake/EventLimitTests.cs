using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>An event of any protocol over HTTP has as many bytes as <c>max_frame_size</c> says; one that has more is refused and counted, and others are not.</summary>
public sealed class EventLimitTests(EventLimitTests.Server server) : IClassFixture<EventLimitTests.Server>
{
    private const string TooLarge = "reason=\"frame_too_large\"";


    // What a body may have is a thousand times as much: it is the event that is too long.
    private const string Configuration = """
        [limits]
        max_frame_size = 2K
        max_inflated_size = 2K
        [input:short]
        type = http
        http = 127.0.0.1:0
        max_frame_size = 1K

        """;

    private static readonly HttpClient Http = new();

    private LogHogProcess Hog => server.Hog;

    [Theory]
    [InlineData("/insert/jsonline", "application/json", """{"_msg":"@1"}|{"_msg":"@2"}|{"_msg":"@3"}|""", 200)]
    [InlineData("/ingest", "text/plain", "@1|@2|@3", 200)]
    [InlineData("/ingest", "application/json", """{"_msg":"@1"}|{"_msg":"@2"}|{"_msg":"@3"}""", 200)]
    [InlineData("/ingest", "application/json", """[{"_msg":"@1"},{"_msg":"@2"},|{"_msg":"@3"}]""", 200)]
    [InlineData("/ingest", "application/json", """{|"_msg":"@1"}|{"_msg":"@2"}{"_msg":"@3"}""", 200)]
    [InlineData("/elasticsearch/_bulk", "application/x-ndjson", """{"index":{}}|{"message":"@1"}|{"index":{}}|{"message":"@2"}|{"index":{}}|{"message":"@3"}|""", 200)]
    [InlineData("/loki/api/v1/push", "application/json", """{"streams":[{"stream":{},"values":[["1","@1"],["2","@2"],["3","@3"]]}]}""", 400)]
    [InlineData("/loki/api/v1/push", "application/json", """{"streams":[{"stream":{},"values":[["1","@1"],["2","a",{"b":"@2"}],["3","@3"]]}]}""", 400)]
    [InlineData("/v1/logs", "application/json", """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"@1"}},{"body":{"stringValue":"@2"}},{"body":{"stringValue":"@3"}}]}]}]}""", 200)]
    [InlineData("/ingest/clef", "application/json", """{"@m":"@1"}|{"@m":"@2"}|{"@m":"@3"}|""", 201)]
    [InlineData("/api/events/raw", "application/json", """{"Events":[{"RenderedMessage":"@1"},{"RenderedMessage":"@2"},{"RenderedMessage":"@3"}]}""", 201)]
    [InlineData("/upload", "application/vnd.fdo.journal", "MESSAGE=@1||MESSAGE=@2||MESSAGE=@3||", 202)]
    [InlineData("/services/collector/raw", "text/plain", "@1|@2|@3", 200)]
    public async Task One_that_is_too_long_is_refused_and_those_around_it_are_stored(string path, string type, string body, int status)
    {
        MetricsText before = await Hog.Metrics();
        (HttpStatusCode answered, string text) = await PostAsync(Hog.HttpAddress, path, type, body.Replace("@2", new string('x', 3_000), StringComparison.Ordinal));

        Assert.True(status == (int)answered, $"{answered} {text}");
        MetricsText after = await Hog.WaitForMetrics(metrics => Stored(metrics) == Stored(before) + 2);
        Assert.Equal(1, Refused(after) - Refused(before));
    }

    [Theory]
    [InlineData("/elasticsearch/logs/_doc", """{"message":"@2"}""", 400)]
    [InlineData("/gelf", """{"short_message":"@2"}""", 400)]
    [InlineData("/ingest?multiline=1", "a|@2", 400)]
    [InlineData("/services/collector", """{"event":"@2"}""", 400)]
    [InlineData("/services/collector", """{"event":"a","fields":{"b":"@2"}}""", 400)]
    public async Task One_that_comes_alone_is_refused(string path, string body, int status)
    {
        MetricsText before = await Hog.Metrics();
        (HttpStatusCode answered, string text) = await PostAsync(Hog.HttpAddress, path, "application/json", body.Replace("@2", new string('x', 3_000), StringComparison.Ordinal));

        Assert.True(status == (int)answered, $"{answered} {text}");
        Assert.Equal(1, Refused(await Hog.Metrics()) - Refused(before));
    }

    /// <summary>As with Splunk the first bad event ends the request, and its number is told.</summary>
    [Fact]
    public async Task Splunk_is_told_which_event_is_too_long()
    {
        MetricsText before = await Hog.Metrics();
        (HttpStatusCode status, string text) = await PostAsync(
            Hog.HttpAddress, "/services/collector", "application/json", $$"""{"event":"1","source":"sp"}{"event":"{{new string('x', 3_000)}}"}{"event":"3"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal((6, 1), (Number(text, "code"), Number(text, "invalid-event-number")));
        await Hog.WaitForMetrics(metrics => Stored(metrics) == Stored(before) + 1);
    }

    [Theory]
    [InlineData("""{"_msg":"@"}{"_msg":"short"}""")]
    [InlineData("""[{"_msg":"short"},{"_msg":"@"}]""")]
    public async Task An_input_has_its_own_limit(string body)
    {
        Uri address = new($"http://127.0.0.1:{Hog.Port("short/http")}");

        (HttpStatusCode status, string text) = await PostAsync(address, "/ingest", "application/json", body.Replace("@", new string('x', 1_500), StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.OK, """{"accepted":1,"rejected":{"frame_too_large":1}}"""), (status, text));
    }

    [Theory]
    [InlineData(1_024, 1)]
    [InlineData(1_025, 0)]
    public async Task The_limit_itself_is_not_too_long(int bytes, int accepted)
    {
        const string around = """{"_msg":""}""";
        string body = $"[{around.Insert(9, new string('x', bytes - around.Length))}]";

        (_, string text) = await PostAsync(new Uri($"http://127.0.0.1:{Hog.Port("short/http")}"), "/ingest?debug=1", "application/json", body);

        Assert.Equal(accepted, Number(text, "would_accept"));
    }

    private static double Stored(MetricsText metrics) => metrics.Sum("loghog_events_stored_total");

    private static double Refused(MetricsText metrics) => metrics.Sum("loghog_events_rejected_total", TooLarge);

    private static int Number(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetInt32();

    /// <param name="root">Of the address.</param>
    /// <param name="path">And its parameters.</param>
    /// <param name="type">Of the content.</param>
    /// <param name="body">With a bar for each line feed.</param>
    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(Uri root, string path, string type, string body)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body.Replace('|', '\n')));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage answer = await Http.PostAsync(new Uri(root, path), content);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Trim());
    }

    /// <summary>One for all of them.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hog = await LogHogProcess.StartAsync(Configuration);

        public ValueTask DisposeAsync() => Hog.DisposeAsync();
    }
}
