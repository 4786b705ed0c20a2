using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>One loghogd for all of these tests; each has applications of its own.</summary>
public sealed class IntakeDaemon : IAsyncLifetime
{
    public LogHogProcess Hog { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Hog = await LogHogProcess.StartAsync(
        "[limits]\nmax_body_size = 64K\nmax_body_inflated_size = 8M\nmax_body_memory = 32M\nbody_timeout = 3s\nmax_frame_size = 8K\n");

    public ValueTask DisposeAsync() => Hog.DisposeAsync();
}

/// <summary>The acknowledging intake of a real loghogd.</summary>
public sealed class JsonLinesIntakeTests(IntakeDaemon daemon) : IClassFixture<IntakeDaemon>
{
    private const string Input = "input=\"http_jsonline\"";

    private readonly LogHogProcess _hog = daemon.Hog;

    [Fact]
    public async Task What_was_answered_stands_in_the_file()
    {
        PostAnswer answer = await _hog.Post(
            """{"app":"shop","module":"web","host":"web01","level":"error","_time":"2026-11-20T12:00:00Z","_msg":"Order 42 failed","order":42}""");

        Assert.Equal((HttpStatusCode.OK, """{"accepted":1,"rejected":{}}"""), (answer.Status, answer.Text));
        Assert.Contains(" web01 web: ERROR Order 42 failed {order=42 received=", Assert.Single(await _hog.Lines("shop/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_told_by_reason_and_the_others_are_stored()
    {
        MetricsText before = await _hog.Metrics();
        PostAnswer answer = await _hog.Post("{\"app\":\"mixed\",\"_msg\":\"one\"}\nnonsense\n{\"app\":\"mixed\",\"_msg\":\"two\",\"_time\":\"never\"}\n\n{\"app\":\"mixed\",\"_msg\":\"three\"}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"accepted":2,"rejected":{"bad_json":1,"bad_value":1}}""", answer.Text);
        Assert.Equal(2, (await _hog.Lines("mixed/root.log")).Length);
        MetricsText after = await _hog.Metrics();
        Assert.Equal(2, after.Sum("loghog_events_stored_total", Input) - before.Sum("loghog_events_stored_total", Input));
        Assert.Equal(2, after.Sum("loghog_events_rejected_total", Input) - before.Sum("loghog_events_rejected_total", Input));
    }

    [Fact]
    public async Task Nothing_good_is_an_error_of_the_sender()
    {
        PostAnswer answer = await _hog.Post("nonsense\n");

        Assert.Equal((HttpStatusCode.BadRequest, """{"accepted":0,"rejected":{"bad_json":1}}"""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n")]
    public async Task An_empty_body_is_fine(string body) =>
        Assert.Equal("""{"accepted":0,"rejected":{}}""", (await _hog.Post(body)).Text);

    [Fact]
    public async Task Parameters_come_in_the_query_or_in_headers()
    {
        await _hog.Post(
            """{"log":{"message":"oh no!"},"date":"0","stream":"s1","pw":"x"}""",
            "?_msg_field=log.message&_time_field=date&_stream_fields=stream&app=fixed&ignore_fields=pw&extra_fields=env=prod,dc=a");
        await _hog.Post(
            """{"text":"by header","t":"0","service":"by-record","pw":"x"}""", "?app=record:service",
            ("VL-Msg-Field", "text"), ("VL-Time-Field", "t"), ("VL-Ignore-Fields", "pw"));

        Assert.EndsWith(" fixed: oh no! {stream=s1 env=prod dc=a}", Assert.Single(await _hog.Lines("fixed/root.log")), StringComparison.Ordinal);
        Assert.EndsWith(" by-record: by header", Assert.Single(await _hog.Lines("by-record/root.log")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?extra_fields=novalue", "extra_fields")]
    [InlineData("?level=gold", "level")]
    public async Task A_wrong_parameter_is_told(string query, string named)
    {
        PostAnswer answer = await _hog.Post("""{"_msg":"m"}""", query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_stores_nothing()
    {
        PostAnswer answer = await _hog.Post("{\"app\":\"never\",\"_msg\":\"m\"}\nx\n", "?debug=1");

        Assert.Equal("""{"accepted":0,"rejected":{"bad_json":1},"would_accept":1}""", answer.Text);
        Assert.False(Directory.Exists(Path.Combine(_hog.LogDir, "never")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Compressed_bodies_are_inflated(string coding)
    {
        byte[] body = await Compress(coding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(
            number => $$"""{"app":"{{coding}}","_msg":"message {{number}}"}""" + "\n"))));

        PostAnswer answer = await _hog.Post(body, "", ("Content-Encoding", coding));

        Assert.Equal((HttpStatusCode.OK, 10_000), (answer.Status, answer.Accepted));
        string[] lines = await _hog.Lines($"{coding}/root.log");
        Assert.Equal(10_000, lines.Length);
        Assert.EndsWith($" {coding}: message 9999", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task A_bomb_is_refused(string coding)
    {
        byte[] large = await Compress(coding, new byte[20 << 20]);
        byte[] steep = await Compress(coding, new byte[4 << 20]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _hog.Post(large, "", ("Content-Encoding", coding))).Status);
        PostAnswer answer = await _hog.Post(steep, "", ("Content-Encoding", coding));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("max_inflate_ratio", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task A_cut_or_damaged_compressed_body_is_refused_as_a_whole(string coding)
    {
        byte[] whole = await Compress(coding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"app":"cut","_msg":"m"}""" + "\n", 100))));

        Assert.Equal(HttpStatusCode.BadRequest, (await _hog.Post(whole[..^5], "", ("Content-Encoding", coding))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _hog.Post("not compressed at all", "", ("Content-Encoding", coding))).Status);
        Assert.False(Directory.Exists(Path.Combine(_hog.LogDir, "cut")));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task An_unknown_coding_is_refused(string coding) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _hog.Post("{}", "", ("Content-Encoding", coding))).Status);

    [Fact]
    public async Task A_body_larger_than_the_limit_is_refused()
    {
        PostAnswer answer = await _hog.Post(new byte[(64 << 10) + 1]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("max_body_size", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_refused()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _hog.HttpPort);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /insert/jsonline HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"_msg\""));
        using var reader = new StreamReader(client.GetStream());

        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_body_that_is_cut_stores_nothing_and_is_counted()
    {
        const string cut = "reason=\"frame_truncated\"";
        double before = (await _hog.Metrics()).Sum("loghog_events_rejected_total", Input, cut);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, _hog.HttpPort);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /insert/jsonline HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"app\":\"half\",\"_msg\":\"m\"}\n"));
        }

        await _hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_rejected_total", Input, cut) == before + 1);
        Assert.False(Directory.Exists(Path.Combine(_hog.LogDir, "half")));
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData(null, "1")]
    [InlineData("a", "0")]
    [InlineData("a", "-1")]
    [InlineData("a", "x")]
    public async Task Client_and_sequence_go_together(string? client, string? sequence)
    {
        List<(string, string)> headers = [];
        if (client is not null) headers.Add(("X-LogHog-Client", client));
        if (sequence is not null) headers.Add(("X-LogHog-Sequence", sequence));

        Assert.Equal(HttpStatusCode.BadRequest, (await _hog.Post("""{"_msg":"m"}""", "", [.. headers])).Status);
    }

    [Fact]
    public async Task A_retry_is_answered_and_stored_once()
    {
        (string, string)[] first = [("X-LogHog-Client", "shipper 1"), ("X-LogHog-Sequence", "1")];
        (string, string)[] second = [("X-LogHog-Client", "shipper 1"), ("X-LogHog-Sequence", "2")];

        PostAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _hog.Post("""{"app":"once","_msg":"m"}""", "", first)));
        PostAnswer other = await _hog.Post("""{"app":"once","_msg":"n"}""", "", second);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers, answer => answer.Text == """{"accepted":1,"rejected":{}}""");
        Assert.Equal(4, answers.Count(answer => answer.Text == """{"accepted":0,"rejected":{},"duplicate":true}"""));
        Assert.Equal(1, other.Accepted);
        Assert.Equal(2, (await _hog.Lines("once/root.log")).Length);
    }

    [Fact]
    public async Task Many_senders_at_once_lose_nothing()
    {
        PostAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(sender => _hog.Post(
            string.Concat(Enumerable.Range(0, 20).Select(number => $$"""{"app":"many","_msg":"{{sender}}-{{number}}"}""" + "\n")))));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, 20), (answer.Status, answer.Accepted)));
        Assert.Equal(1_000, (await _hog.Lines("many/root.log")).Select(line => line.Split(": ")[^1]).Distinct().Count());
    }

    [Fact]
    public async Task Curl_and_gzip_can_do_it()
    {
        var start = new ProcessStartInfo("sh", ["-c",
            "printf '{\"app\":\"curl\",\"_msg\":\"a\"}\\n{\"app\":\"curl\",\"_msg\":\"b\"}' | gzip | "
            + $"curl -sS -H 'Content-Encoding: gzip' --data-binary @- http://localhost:{_hog.HttpPort}/insert/jsonline"]);

        ProgramResult result = await ExternalProgram.RunAsync(start, "");

        Assert.Equal("""{"accepted":2,"rejected":{}}""", result.Output.Trim());
        Assert.Equal(2, (await _hog.Lines("curl/root.log")).Length);
    }

    private static async Task<byte[]> Compress(string coding, byte[] text)
    {
        using MemoryStream packed = new();
        if (coding == "zstd")
        {
            using TempFolder folder = new();
            await File.WriteAllBytesAsync(folder["in"], text);
            ProgramResult zstd = await ExternalProgram.RunAsync("zstd", "-q", folder["in"], "-o", folder["out"]);
            Assert.True(zstd.ExitCode == 0, zstd.ToString());
            return await File.ReadAllBytesAsync(folder["out"]);
        }

        await using (Stream stream = coding == "gzip"
            ? new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)
            : new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await stream.WriteAsync(text);
        return packed.ToArray();
    }
}
