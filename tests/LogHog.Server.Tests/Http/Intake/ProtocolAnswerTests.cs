using System.Net;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>How each protocol over HTTP answers, on a real loghogd (docs/inputs-http.md).</summary>
public sealed class ProtocolAnswerTests : IAsyncLifetime
{
    private const string Configuration = """
        [input:elastic]
        http = 127.0.0.1:0
        [input:collector]
        type = otlp
        http = 127.0.0.1:0
        grpc = 127.0.0.1:0
        app = named
        host = client
        [input:closed]
        type = seq
        http = 127.0.0.1:0
        allow = 10.0.0.0/8

        """;

    private static readonly HttpClient Http = new();

    private LogHogProcess _hog = null!;

    public async ValueTask InitializeAsync() => _hog = await LogHogProcess.StartAsync(Configuration);

    public ValueTask DisposeAsync() => _hog.DisposeAsync();

    [Fact]
    public async Task Text_and_json_of_any_form_are_told_apart()
    {
        Assert.Contains("\"accepted\":2", (await Post("/ingest?app=text&level=warn&host=h", "[error] one\n{two\n")).Text, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":1", (await Post("/ingest?app=text&multiline=1", "{\"a\":1}\nat B")).Text, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":1", (await Post("/ingest?app=json", "{\n \"message\": \"pretty\",\n \"level\": \"error\"\n}")).Text, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":2", (await Post("/ingest?app=json", "[{\"msg\":\"1\"},{\"msg\":\"2\"}]")).Text, StringComparison.Ordinal);
        Assert.Equal("""{"accepted":1,"rejected":{"bad_json":1}}""", (await Post("/ingest?app=json", "{\"msg\":\"3\"}\nodd")).Text);

        string[] text = await Lines("text");
        Assert.EndsWith(" h text: WARN [error] one", text[0], StringComparison.Ordinal);
        Assert.EndsWith(" text: {\"a\":1}", text[2], StringComparison.Ordinal);
        Assert.Equal("\tat B", text[3]);
        Assert.Equal(["ERROR pretty", "1", "2", "3"], (await Lines("json")).Select(static line => line.Split(" json: ")[1]));
    }

    [Fact]
    public async Task Elasticsearch_says_what_became_of_each_action()
    {
        string root = $"http://127.0.0.1:{_hog.Port("elastic/http")}";
        (HttpStatusCode status, string text) = await Post(
            root + "/logs-1/_bulk", "{\"create\":{\"_id\":\"7\"}}\n{\"message\":\"m\",\"app\":\"es\"}\n{\"index\":{\"_index\":\"a\\u0062\"}}\nodd\n{\"delete\":{\"_id\":\"7\"}}\n");
        JsonElement answer = JsonDocument.Parse(text).RootElement;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("errors").GetBoolean());
        JsonElement[] items = [.. answer.GetProperty("items").EnumerateArray().Select(static item => item.EnumerateObject().Single().Value)];
        Assert.Equal([201, 400, 400], items.Select(static item => item.GetProperty("status").GetInt32()));
        Assert.Equal(["logs-1", "ab", "logs-1"], items.Select(static item => item.GetProperty("_index").GetString()));
        Assert.Equal("7", items[0].GetProperty("_id").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(root + "/_bulk", "{\"index\":{}}\n{\"message\":\"m\"}\n{\"index\":{}}\n")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(root + "/_bulk", "")).Status);
    }

    [Fact]
    public async Task Elasticsearch_is_a_healthy_cluster_for_those_who_ask()
    {
        string root = $"http://127.0.0.1:{_hog.Port("elastic/http")}";
        using HttpResponseMessage info = await Http.GetAsync(new Uri(root));

        Assert.Equal("Elasticsearch", info.Headers.GetValues("X-Elastic-Product").Single());
        Assert.Equal("8", JsonDocument.Parse(await info.Content.ReadAsStringAsync()).RootElement.GetProperty("version").GetProperty("number").GetString()!.Split('.')[0]);
        foreach (string path in new[] { "/_license", "/_xpack", "/_cluster/health", "/_nodes/http", "/_ilm/policy/filebeat", "/_index_template/x", "/_ingest/pipeline/x" })
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(await Http.GetStringAsync(new Uri(root + path))).RootElement.ValueKind);
        using HttpResponseMessage put = await Http.PutAsync(new Uri(root + "/_index_template/x"), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Post(root + "/logs/_search", "{}")).Status);
    }

    [Fact]
    public async Task An_address_of_an_input_takes_its_protocol_and_nothing_else()
    {
        string root = $"http://127.0.0.1:{_hog.Port("collector/http")}";
        foreach (string path in new[] { "/", "/metrics", "/health/live", "/insert/jsonline", "/loki/api/v1/push", "/select/logsql/query" })
        {
            using HttpResponseMessage get = await Http.GetAsync(new Uri(root + path));
            Assert.True(get.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, path);
            Assert.True((await Post(root + path, "{}")).Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, path);
        }
    }

    [Fact]
    public async Task An_input_names_what_comes_by_its_address_and_counts_it()
    {
        string root = $"http://127.0.0.1:{_hog.Port("collector/http")}";
        const string body = """{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"other"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"m"}}]}]}]}""";

        Assert.Equal((HttpStatusCode.OK, "{}"), await Post(root + "/v1/logs", body, "application/json"));

        MetricsText metrics = await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total", "input=\"collector\"") == 1);
        Assert.Equal(0, metrics.Sum("loghog_events_received_total", "input=\"http_otlp\""));
        string line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_hog.LogDir, "named", "root.log")));
        Assert.Contains(" 127.0.0.1 named: m", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_in_the_allowed_networks_is_cut_off_and_counted()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Post($"http://127.0.0.1:{_hog.Port("closed/http")}/ingest/clef", "{}"));

        Assert.True((await _hog.Metrics()).Sum("loghog_events_rejected_total", "input=\"closed\"") > 0);
    }

    [Theory]
    [InlineData("/services/collector", "", 400, 5)]
    [InlineData("/services/collector", "{\"source\":1}", 400, 12)]
    [InlineData("/services/collector/event", "{\"event\":\"\"}", 400, 13)]
    [InlineData("/services/collector/event", "text", 400, 6)]
    [InlineData("/services/collector/event?channel=x", "{\"event\":\"m\"}", 400, 11)]
    [InlineData("/services/collector/ack", "{\"acks\":[0]}", 400, 10)]
    [InlineData("/services/collector/raw", "one\ntwo", 200, 0)]
    public async Task Splunks_codes_are_those_of_splunk(string path, string body, int status, int code)
    {
        (HttpStatusCode answered, string text) = await Post(path, body);

        Assert.Equal((status, code), ((int)answered, JsonDocument.Parse(text).RootElement.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Splunk_says_which_event_of_a_request_was_bad()
    {
        string text = (await Post("/services/collector", """{"event":"1","source":"sp"}{"event":"2","source":"sp"}{"x":1}{"event":"4"}""")).Text;

        Assert.Equal(2, JsonDocument.Parse(text).RootElement.GetProperty("invalid-event-number").GetInt32());
        Assert.Equal(2, (await Lines("sp")).Length);
    }

    [Fact]
    public async Task Seq_is_told_that_every_level_is_wanted()
    {
        Assert.Equal((HttpStatusCode.Created, """{"MinimumLevelAccepted":null}"""), await Post("/ingest/clef", """{"@t":"2026-11-20T12:18:36Z","@mt":"Hello {N}","N":1}"""));
    }

    [Fact]
    public async Task Seqs_older_form_is_taken_where_nothing_says_clef()
    {
        const string events = """{"Events":[{"Timestamp":"2026-11-20T12:18:36Z","MessageTemplate":"Hello {N}","Properties":{"N":1,"app":"seq-raw"}}]}""";

        Assert.Equal((HttpStatusCode.Created, """{"MinimumLevelAccepted":null}"""), await Post("/api/events/raw", events));
        Assert.Contains("Hello 1", Assert.Single(await Lines("seq-raw")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await Post("/api/events/raw", """{"Events":[]}""")).Status);
        (HttpStatusCode status, string text) = await Post("/api/events/raw", """{"@t":"2026-11-20T12:18:36Z","@m":"CLEF"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("?clef", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otlp_counts_what_was_refused_of_a_request_that_was_taken()
    {
        const string body = """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"m"}},{"timeUnixNano":"18446744073709551615"}]}]}]}""";

        string text = (await Post("/v1/logs?app=partial", body, "application/json")).Text;
        JsonElement partial = JsonDocument.Parse(text).RootElement.GetProperty("partialSuccess");

        Assert.Equal("1", partial.GetProperty("rejectedLogRecords").GetString());
        Assert.Contains("bad_value: 1", partial.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/v1/logs", "{", "application/json")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/v1/logs", "\u0001", "application/x-protobuf")).Status);
    }

    [Fact]
    public async Task A_block_of_snappy_that_says_it_is_huge_is_refused_before_there_is_room_for_it()
    {
        using ByteArrayContent content = new([0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00]);
        using HttpResponseMessage answer = await Http.PostAsync(new Uri(_hog.HttpAddress, "/loki/api/v1/push"), content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task VictoriaLogs_paths_lead_to_the_same()
    {
        const string push = """{"streams":[{"stream":{"app":"vl"},"values":[["1732800000000000000","m"]]}]}""";
        Assert.Equal(HttpStatusCode.NoContent, (await Post("/insert/loki/api/v1/push", push, "application/json")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Post("/insert/elasticsearch/_bulk", "{\"index\":{}}\n{\"message\":\"m\",\"app\":\"vl\"}\n")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Post("/insert/splunk/services/collector", """{"event":"m","source":"vl"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Post("/insert/opentelemetry/v1/logs", "{}", "application/json")).Status);

        Assert.Equal(3, (await Lines("vl")).Length);
    }

    private async Task<string[]> Lines(string app)
    {
        await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_pending", "") == 0);
        return await File.ReadAllLinesAsync(Path.Combine(_hog.LogDir, app, "root.log"));
    }

    private async Task<(HttpStatusCode Status, string Text)> Post(string path, string body, string type = "application/x-www-form-urlencoded")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using HttpResponseMessage answer = await Http.PostAsync(new Uri(_hog.HttpAddress, path), content);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Trim());
    }
}
