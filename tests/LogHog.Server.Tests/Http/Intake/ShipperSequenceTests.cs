using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>
/// What shippers that are not to be had here ask and send, in their order, as far as their public sources and our knowledge of them go, and
/// what they go by in the answers: Filebeat 8, Logstash 8, Vector, Fluent Bit.
/// </summary>
public sealed class ShipperSequenceTests : IAsyncLifetime
{
    private const string Filter = "filter_path=errors%2Citems.%2A.error%2Citems.%2A.status";

    private const string Configuration = """
        [input:elastic]
        http = 127.0.0.1:0
        [input:splunk]
        http = 127.0.0.1:0
        [input:loki]
        http = 127.0.0.1:0

        """;

    private static readonly HttpClient Http = new();

    private LogHogProcess _hog = null!;

    public async ValueTask InitializeAsync() => _hog = await LogHogProcess.StartAsync(Configuration);

    public ValueTask DisposeAsync() => _hog.DisposeAsync();

    [Fact]
    public async Task Filebeat_finds_a_cluster_its_policy_its_template_and_its_data_stream()
    {
        JsonElement info = await AskAsync("elastic", "GET", "/");
        Assert.False(string.IsNullOrEmpty(info.GetProperty("cluster_uuid").GetString()));
        Assert.Equal("default", info.GetProperty("version").GetProperty("build_flavor").GetString());
        Assert.Equal(8, System.Version.Parse(info.GetProperty("version").GetProperty("number").GetString()!).Major);
        JsonElement license = (await AskAsync("elastic", "GET", "/_license?human=false")).GetProperty("license");
        Assert.Equal(("active", "basic"), (license.GetProperty("status").GetString(), license.GetProperty("type").GetString()));
        Assert.False(string.IsNullOrEmpty(license.GetProperty("uid").GetString()));
        await AskAsync("elastic", "GET", "/_ilm/policy/filebeat");
        JsonElement templates = await AskAsync("elastic", "GET", "/_index_template/filebeat-8.19.0");
        Assert.Empty(templates.GetProperty("index_templates").EnumerateArray());
        Assert.True((await AskAsync("elastic", "PUT", "/_index_template/filebeat-8.19.0", "{}")).GetProperty("acknowledged").GetBoolean());
        await AskAsync("elastic", "GET", "/_data_stream/filebeat-8.19.0");
        await AskAsync("elastic", "PUT", "/_data_stream/filebeat-8.19.0");

        const string events = """
            {"create":{"_index":"filebeat-8.19.0"}}
            {"@timestamp":"2026-11-20T12:18:36.464Z","log":{"offset":0,"file":{"path":"/var/log/shop.log"}},"message":"Order 42 failed","input":{"type":"filestream"},"ecs":{"version":"8.0.0"},"host":{"name":"web1"},"agent":{"type":"filebeat","version":"8.19.0"},"service":{"name":"filebeat-shop"}}

            """;
        CheckItems(await AskAsync("elastic", "POST", $"/_bulk?{Filter}", events, "application/json; charset=UTF-8", isPacked: true), 1);

        Assert.EndsWith("Order 42 failed", (await LinesAsync("filebeat-shop"))[0].Split(" {")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logstash_finds_a_live_licensed_node_with_its_template_and_policy()
    {
        await AskAsync("elastic", "HEAD", "/");
        Assert.Equal("8", (await AskAsync("elastic", "GET", "/")).GetProperty("version").GetProperty("number").GetString()!.Split('.')[0]);
        Assert.Equal("active", (await AskAsync("elastic", "GET", "/_license")).GetProperty("license").GetProperty("status").GetString());
        await AskAsync("elastic", "HEAD", "/_index_template/ecs-logstash");
        await AskAsync("elastic", "PUT", "/_index_template/ecs-logstash", "{}");
        await AskAsync("elastic", "GET", "/_ilm/policy/logstash-policy");
        await AskAsync("elastic", "PUT", "/_ilm/policy/logstash-policy", "{}");
        await AskAsync("elastic", "HEAD", "/ecs-logstash");
        await AskAsync("elastic", "PUT", "/%3Cecs-logstash-%7Bnow%2Fd%7D-000001%3E", "{}");

        const string events = """
            {"create":{"_id":null,"_index":"logs-generic-default","routing":null}}
            {"@timestamp":"2026-11-20T12:18:36.464Z","message":"one","host":{"hostname":"web1"},"@version":"1","app":"logstash-shop","data_stream":{"type":"logs","dataset":"generic","namespace":"default"}}
            {"index":{"_id":null,"_index":"ecs-logstash","routing":null}}
            {"@timestamp":"2026-11-20T12:18:37.464Z","message":"two","@version":"1","app":"logstash-shop"}

            """;
        CheckItems(await AskAsync("elastic", "POST", $"/_bulk?{Filter}", events, "application/json", isPacked: true), 2);

        Assert.Equal(2, (await LinesAsync("logstash-shop")).Length);
    }

    [Fact]
    public async Task Vector_finds_the_version_and_the_health_of_each_of_its_sinks()
    {
        Assert.Equal("8", (await AskAsync("elastic", "GET", "/")).GetProperty("version").GetProperty("number").GetString()!.Split('.')[0]);
        await AskAsync("elastic", "GET", "/_cluster/health");
        await AskAsync("splunk", "GET", "/services/collector/health/1.0");
        await AskAsync("loki", "GET", "/ready");

        const string events = """
            {"create":{"_index":"logs-generic-default"}}
            {"@timestamp":"2026-11-20T12:18:36.464Z","message":"one","app":"vector-shop","data_stream":{"dataset":"generic","namespace":"default","type":"logs"},"source_type":"file"}

            """;
        CheckItems(await AskAsync("elastic", "POST", "/_bulk?timeout=60s", events, "application/x-ndjson"), 1);
        JsonElement taken = await AskAsync(
            "splunk", "POST", "/services/collector/event", """{"event":{"message":"two"},"fields":{},"time":1795177116.464,"source":"vector-shop"}""", channel: "FE0ECFAD-13D5-401B-847D-77833BD77131");
        long id = taken.GetProperty("ackId").GetInt64();
        JsonElement acks = await AskAsync("splunk", "POST", "/services/collector/ack", $$"""{"acks":[{{id}}]}""", channel: "FE0ECFAD-13D5-401B-847D-77833BD77131");
        Assert.True(acks.GetProperty("acks").GetProperty($"{id}").GetBoolean());

        Assert.Equal(2, (await LinesAsync("vector-shop")).Length);
    }

    [Fact]
    public async Task Fluent_bits_outputs_are_told_that_all_is_well()
    {
        JsonElement bulk = await AskAsync("elastic", "POST", "/_bulk", """
            {"create":{"_index":"fluent-bit"}}
            {"@timestamp":"2026-11-20T12:18:36.464Z","log":"one","app":"fluent-bit-shop"}

            """, "application/x-ndjson");
        CheckItems(bulk, 1);
        JsonElement hec = await AskAsync("splunk", "POST", "/services/collector/event", """{"time":1795177116.464,"event":{"log":"two","app":"fluent-bit-shop"}}""", isPacked: true);
        Assert.Equal(0, hec.GetProperty("code").GetInt32());
        await AskAsync("loki", "POST", "/loki/api/v1/push", """{"streams":[{"stream":{"job":"fluent-bit-shop"},"values":[["1795177116464000000","three"]]}]}""", isPacked: true);

        Assert.Equal(["one", "two", "three"], (await LinesAsync("fluent-bit-shop")).Select(static line => line.Split(": ")[1].Split(" {")[0]));
    }

    /// <summary>What a shipper goes by: no errors, and each item created.</summary>
    private static void CheckItems(JsonElement answer, int count)
    {
        Assert.False(answer.GetProperty("errors").GetBoolean());
        JsonElement[] items = [.. answer.GetProperty("items").EnumerateArray().Select(static item => item.EnumerateObject().Single().Value)];
        Assert.Equal(Enumerable.Repeat(201, count), items.Select(static item => item.GetProperty("status").GetInt32()));
        Assert.All(items, static item => Assert.False(item.TryGetProperty("error", out _)));
    }

    private async Task<JsonElement> AskAsync(
        string input, string method, string path, string? body = null, string type = "application/json", bool isPacked = false, string? channel = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri($"http://127.0.0.1:{_hog.Port(input + "/http")}{path}"));
        if (body is not null)
            request.Content = Content(body, type, isPacked);
        if (channel is not null)
            request.Headers.Add("X-Splunk-Request-Channel", channel);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        if (input == "elastic")
            Assert.Equal("Elasticsearch", answer.Headers.GetValues("X-Elastic-Product").Single());
        return answer.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    private static ByteArrayContent Content(string body, string type, bool isPacked)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\n"));
        ByteArrayContent content = new(isPacked ? Pack(bytes) : bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (isPacked)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    private async Task<string[]> LinesAsync(string app)
    {
        await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_pending", "") == 0);
        return await File.ReadAllLinesAsync(Path.Combine(_hog.LogDir, app, "root.log"));
    }
}
