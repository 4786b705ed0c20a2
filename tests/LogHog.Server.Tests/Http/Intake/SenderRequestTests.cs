using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>
/// Requests as the public sources of senders have them that are not to be had here, and what those go by in the answers: Docker's log drivers,
/// Vector, Fluent Bit, Logstash, Telegraf, OpenTelemetry's Collector, Serilog's sinks.
/// </summary>
public sealed class SenderRequestTests(SenderRequestTests.Server server) : IClassFixture<SenderRequestTests.Server>
{
    private const string Configuration = """
        [input:elastic]
        http = 127.0.0.1:0
        [input:otlp]
        http = 127.0.0.1:0

        """;

    private static readonly HttpClient Http = new();

    /// <summary>moby's splunk driver asks without its token whether the collector is there, and lets no container start where it is not.</summary>
    [Fact]
    public async Task Dockers_splunk_driver_finds_its_collector()
    {
        (HttpStatusCode there, _) = await AskAsync("OPTIONS", "/services/collector/event/1.0", null);
        const string events = """{"event":{"line":"one","source":"stdout","tag":"c0ffee"},"time":"1795177116.464316","host":"docker1","source":"docker-splunk"}{"event":{"line":{"level":"error","message":"two"},"source":"stderr"},"time":"1795177117.000001","host":"docker1","source":"docker-splunk"}""";
        (HttpStatusCode taken, string answer) = await AskAsync("POST", "/services/collector/event/1.0", events, "", "gzip");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (there, taken));
        Assert.Contains("\"code\":0", answer, StringComparison.Ordinal);
        string[] lines = await LinesAsync("docker-splunk", 2);
        Assert.StartsWith("2026-11-20T12:18:36.464316", lines[0], StringComparison.Ordinal);
        Assert.Contains(" docker1 docker-splunk: one {source=stdout tag=c0ffee", lines[0], StringComparison.Ordinal);
        Assert.Contains(": ERROR two {source=stderr", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_collectors_splunk_exporter_has_its_severity_and_trace_in_fields()
    {
        const string events = """
            {"time":1795177116.464,"host":"web1","source":"otel-shop","sourcetype":"otel","index":"main","event":"one","fields":{"otel.log.severity.text":"Error","otel.log.severity.number":17,"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","zone":"a"}}

            {"host":"web1","source":"otel-shop","event":"two","fields":{"otel.log.severity.number":13,"otel.log.severity.text":"odd"}}
            """;
        (HttpStatusCode taken, _) = await AskAsync("POST", "/services/collector", events, "application/json", "gzip");

        Assert.Equal(HttpStatusCode.OK, taken);
        string[] lines = await LinesAsync("otel-shop", 2);
        Assert.Contains(": ERROR one {", lines[0], StringComparison.Ordinal);
        Assert.Contains("trace_id=4bf92f3577b34da6a3ce929d0e0e4736", lines[0], StringComparison.Ordinal);
        Assert.Contains(": WARN two {", lines[1], StringComparison.Ordinal);
    }

    /// <summary>Vector's sink for Loki names what Promtail and Alloy do not: that its protobuf is packed.</summary>
    [Theory]
    [InlineData("snappy")]
    [InlineData("")]
    public async Task Vectors_loki_sink_may_say_that_its_protobuf_is_packed(string coding)
    {
        string app = "vector-loki-" + coding;
        byte[] labels = Encoding.UTF8.GetBytes($$"""{app="{{app}}"}""");
        byte[] entry = [0x0A, 0x06, 0x08, 0x9C, 0xF5, 0x80, 0xD8, 0x06, 0x12, 0x03, .. "one"u8];
        byte[] stream = [0x0A, (byte)labels.Length, .. labels, 0x12, (byte)entry.Length, .. entry];

        (HttpStatusCode taken, string answer) = await SendAsync("POST", Main("/loki/api/v1/push"), Snappy([0x0A, (byte)stream.Length, .. stream]), "application/x-protobuf", coding);

        Assert.True(taken == HttpStatusCode.NoContent, $"{taken} {answer}");
        string line = Assert.Single(await LinesAsync(app, 1));
        Assert.StartsWith("2026-11-20T12:18:36.000000", line, StringComparison.Ordinal);
        Assert.Contains($" {app}: one {{", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vector-http", """[{"app":"vector-http","host":"web1","message":"one","source_type":"file","timestamp":"2026-11-20T12:18:36.464316Z"},{"app":"vector-http","message":"two","timestamp":"2026-11-20T12:18:36.464317Z"}]""")]
    [InlineData("fluent-bit-http", """[{"date":1795177116.464316,"app":"fluent-bit-http","log":"one"},{"date":1795177116.464317,"app":"fluent-bit-http","log":"two"}]""")]
    [InlineData("logstash-http", """[{"@timestamp":"2026-11-20T12:18:36.464316Z","@version":"1","app":"logstash-http","message":"one","host":{"name":"web1"}},{"@timestamp":"2026-11-20T12:18:36.464317Z","app":"logstash-http","message":"two"}]""")]
    [InlineData("zap", "{\"level\":\"error\",\"ts\":1795177116.464316,\"app\":\"zap\",\"msg\":\"one\"}\n{\"level\":\"info\",\"ts\":1795177116.464317,\"app\":\"zap\",\"msg\":\"two\"}\n")]
    [InlineData("jsonline", "{\"_time\":\"2026-11-20T12:18:36.464316Z\",\"app\":\"jsonline\",\"_msg\":\"one\"}\n{\"_time\":\"2026-11-20T12:18:36.464317Z\",\"app\":\"jsonline\",\"_msg\":\"two\"}\n")]
    [InlineData("strict", """[{"time":"2026-11-20T12:18:36.464316Z","ts":"12 ms","app":"strict","msg":"one"},{"time":"2026-11-20T12:18:36.464317Z","timestamp":0,"app":"strict","msg":"two"}]""")]
    public async Task Json_has_its_time_where_its_sender_has_it(string app, string body)
    {
        (HttpStatusCode taken, string answer) = await AskAsync("POST", "/ingest", body);

        Assert.Equal((HttpStatusCode.OK, """{"accepted":2,"rejected":{}}"""), (taken, answer));
        string[] lines = await LinesAsync(app, 2);
        Assert.StartsWith("2026-11-20T12:18:36.464316", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-20T12:18:36.464317", lines[1], StringComparison.Ordinal);
    }

    /// <summary>olivere/elastic, which Telegraf uses, Serilog's older sink, and the Collector's exporter.</summary>
    [Fact]
    public async Task Elasticsearchs_other_clients_find_what_they_ask_for()
    {
        foreach ((string method, string path, string? body) in new[]
        {
            ("HEAD", "/", null), ("GET", "/", null), ("HEAD", "/_template/telegraf", null), ("PUT", "/_template/telegraf", "{}"),
            ("GET", "/_nodes/http", null), ("HEAD", "/_index_template/serilog-events-template", null), ("PUT", "/_index_template/serilog-events-template", "{}"),
        })
        {
            (HttpStatusCode status, string text) = await SendAsync(method, Elastic(path), body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", "");
            Assert.True(status == HttpStatusCode.OK, $"{method} {path}: {status} {text}");
        }

        const string bulk = """
            {"index":{"_index":"telegraf-2026.11.20","_type":"metrics"}}
            {"@timestamp":"2026-11-20T12:18:36Z","measurement_name":"tail","tag":{"host":"web1"},"tail":{"value":1},"app":"others","message":"one"}
            {"create":{"_index":"logs-generic-default","dynamic_templates":{"a.b":"counter"},"require_data_stream":true,"pipeline":"p","_id":"0_x"}}
            {"@timestamp":"2026-11-20T12:18:37Z","message":"two","app":"others","resource":{"attributes":{"service.name":"others"}}}
            {"index":{"_index":"serilog-2026.11.20"}}
            {"@timestamp":"noon","level":"Error","messageTemplate":"three","message":"three"}

            """;
        (HttpStatusCode taken, string answer) = await SendAsync(
            "POST", Elastic("/_bulk?filter_path=items.*.error,items.*.status&require_data_stream=true"), Encoding.UTF8.GetBytes(bulk.ReplaceLineEndings("\n")), "application/vnd.elasticsearch+x-ndjson; compatible-with=8", "");

        Assert.Equal(HttpStatusCode.OK, taken);
        JsonElement[] items = [.. JsonDocument.Parse(answer).RootElement.GetProperty("items").EnumerateArray().Select(static item => item.EnumerateObject().Single().Value)];
        Assert.Equal([201, 201, 400], items.Select(static item => item.GetProperty("status").GetInt32()));
        Assert.Equal("0_x", items[1].GetProperty("_id").GetString());
        JsonElement error = items[2].GetProperty("error");
        Assert.Equal(("document_parsing_exception", JsonValueKind.String), (error.GetProperty("type").GetString(), error.GetProperty("reason").ValueKind));
        await LinesAsync("others", 2);
    }

    /// <summary>Where Loki and Seq have it.</summary>
    [Theory]
    [InlineData("", "/v1/logs")]
    [InlineData("", "/otlp/v1/logs")]
    [InlineData("", "/ingest/otlp/v1/logs")]
    [InlineData("", "/insert/opentelemetry/v1/logs")]
    [InlineData("otlp", "/v1/logs")]
    [InlineData("otlp", "/otlp/v1/logs")]
    [InlineData("otlp", "/ingest/otlp/v1/logs")]
    public async Task Otlp_is_taken_where_others_take_it(string input, string path)
    {
        Uri address = input.Length == 0 ? Main(path) : new Uri($"http://127.0.0.1:{server.Hog.Port("otlp/http")}{path}");

        (HttpStatusCode status, string text) = await SendAsync("POST", address, Encoding.UTF8.GetBytes("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"m"}}]}]}]}"""), "application/json", "");

        Assert.Equal((HttpStatusCode.OK, "{}"), (status, text));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("deflate without zlib's head")]
    [InlineData("zlib")]
    [InlineData("snappy")]
    [InlineData("identity")]
    [InlineData("GZIP")]
    public async Task A_body_may_be_packed_in_every_coding(string coding)
    {
        byte[] packed = Pack("""{"_msg":"one"}"""u8.ToArray(), coding);

        Assert.Equal((HttpStatusCode.OK, """{"accepted":1,"rejected":{}}"""), await SendAsync("POST", Main("/ingest"), packed, "application/json", coding.Split(' ')[0]));
        if (coding is not ("identity" or "snappy"))
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", Main("/ingest"), packed[..^1], "application/json", coding.Split(' ')[0])).Status);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("lz4")]
    [InlineData("gzip, snappy")]
    public async Task A_coding_that_is_not_known_is_refused(string coding)
    {
        (HttpStatusCode status, string text) = await AskAsync("POST", "/ingest", """{"_msg":"one"}""", "application/json", coding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("gzip", text, StringComparison.Ordinal);
    }

    /// <summary>curl waits for leave with a body of more than a megabyte; Go, Java and systemd send in chunks.</summary>
    [Fact]
    public async Task A_body_may_wait_for_leave_and_come_in_chunks_of_a_byte()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Hog.HttpAddress.Port);
        await socket.SendAsync("POST /ingest?app=chunked HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\n", await ReadAsync(socket, "\r\n\r\n"), StringComparison.Ordinal);

        foreach (char one in "first\nsecond\n")
            await socket.SendAsync(Encoding.ASCII.GetBytes($"1\r\n{one}\r\n"));
        await socket.SendAsync("0\r\n\r\n"u8.ToArray());

        Assert.Contains("""{"accepted":2,"rejected":{}}""", await ReadAsync(socket, "}}"), StringComparison.Ordinal);
        Assert.EndsWith(" chunked: second", (await LinesAsync("chunked", 2))[1], StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(Socket socket, string end)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        StringBuilder text = new();
        byte[] buffer = new byte[4_096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal) && await socket.ReceiveAsync(buffer, limit.Token) is > 0 and int bytes)
            text.Append(Encoding.ASCII.GetString(buffer, 0, bytes));
        return text.ToString();
    }

    private Uri Main(string path) => new(server.Hog.HttpAddress, path);

    private Uri Elastic(string path) => new($"http://127.0.0.1:{server.Hog.Port("elastic/http")}{path}");

    private Task<(HttpStatusCode Status, string Text)> AskAsync(string method, string path, string? body, string type = "application/json", string coding = "") =>
        SendAsync(method, Main(path), body is null ? null : Pack(Encoding.UTF8.GetBytes(body), coding), type, coding);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, Uri address, byte[]? body, string type, string coding)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
            if (coding.Length > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        }

        using HttpResponseMessage answer = await Http.SendAsync(request);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Trim());
    }

    private static byte[] Pack(byte[] text, string coding)
    {
        using MemoryStream packed = new();
        switch (coding.ToUpperInvariant())
        {
            case "GZIP" or "X-GZIP":
                using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
                    gzip.Write(text);
                return packed.ToArray();
            case "DEFLATE WITHOUT ZLIB'S HEAD":
                using (DeflateStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
                    deflate.Write(text);
                return packed.ToArray();
            case "DEFLATE" or "ZLIB":
                using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
                    zlib.Write(text);
                return packed.ToArray();
            case "SNAPPY":
                return Snappy(text);
            default:
                return text;
        }
    }

    /// <summary>A block of one literal of less than 128 bytes.</summary>
    private static byte[] Snappy(byte[] text) => [(byte)text.Length, 60 << 2, (byte)(text.Length - 1), .. text];

    private async Task<string[]> LinesAsync(string app, int count)
    {
        await server.Hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_pending", "") == 0);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(server.Hog.LogDir, app, "root.log"));
        Assert.True(lines.Length == count, string.Join('\n', lines));
        return lines;
    }

    /// <summary>One for all of them.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hog = await LogHogProcess.StartAsync(Configuration);

        public ValueTask DisposeAsync() => Hog.DisposeAsync();
    }
}
