using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>What requests may cost, whatever protocol they speak: bombs in every coding, and many of the largest bodies at once.</summary>
public sealed class BodyLimitTests
{
    private const string Grpc = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private const string Inputs = """
        [input:otlp]
        http = 127.0.0.1:0
        grpc = 127.0.0.1:0

        """;

    private static readonly (string Path, string Type)[] Paths =
    [
        ("/insert/jsonline", "application/json"), ("/ingest", "text/plain"), ("/ingest", "application/json"),
        ("/elasticsearch/_bulk", "application/x-ndjson"), ("/elasticsearch/logs/_doc", "application/json"), ("/elasticsearch/logs/_create/1", "application/json"),
        ("/loki/api/v1/push", "application/json"), ("/v1/logs", "application/json"), ("/v1/logs", "application/x-protobuf"),
        ("/services/collector", "application/json"), ("/services/collector/raw", "text/plain"), ("/ingest/clef", "application/json"),
        ("/api/events/raw", "application/json"), ("/gelf", "application/json"), ("/upload", "application/vnd.fdo.journal"),
    ];

    /// <summary>64 MiB that come as 64 KB, and 3 MiB, less than a body may have, that come as 3 KB.</summary>
    [Theory]
    [InlineData("gzip", 64 << 20, "inflated_too_large", "inflate_ratio_too_high")]
    [InlineData("gzip", 3 << 20, "inflate_ratio_too_high", "")]
    [InlineData("deflate", 64 << 20, "inflated_too_large", "inflate_ratio_too_high")]
    [InlineData("deflate", 3 << 20, "inflate_ratio_too_high", "")]
    [InlineData("zstd", 64 << 20, "inflated_too_large", "inflate_ratio_too_high")]
    [InlineData("zstd", 3 << 20, "inflate_ratio_too_high", "")]
    public async Task A_bomb_is_refused_in_every_protocol(string coding, int bytes, string reason, string orReason)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        byte[] bomb = await PackAsync(coding, bytes);
        using HttpClient http = new();

        foreach ((string path, string type) in Paths)
        {
            using ByteArrayContent content = new(bomb);
            content.Headers.ContentType = new(type);
            content.Headers.ContentEncoding.Add(coding);
            using HttpResponseMessage answer = await http.PostAsync(new Uri(hog.HttpAddress, path), content);
            Assert.True(answer.StatusCode == HttpStatusCode.RequestEntityTooLarge, $"{path} {type}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        MetricsText metrics = await hog.Metrics();
        Assert.Equal(Paths.Length, Sum(metrics, reason) + (orReason.Length > 0 ? Sum(metrics, orReason) : 0));
        Assert.Equal(0, metrics.Sum("loghog_events_stored_total"));
    }

    [Theory]
    [InlineData(64 << 20)]
    [InlineData(3 << 20)]
    public async Task A_bomb_inside_of_a_protocol_is_refused(int bytes)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Inputs);
        byte[] packed = await PackAsync("gzip", bytes);
        byte[] frame = [1, 0, 0, 0, 0, .. packed];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), packed.Length);
        using HttpClient http = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpRequestMessage call = new(HttpMethod.Post, new Uri($"http://127.0.0.1:{hog.Port("otlp/grpc")}{Grpc}")) { Content = new ByteArrayContent(frame) };
        call.Headers.Add("grpc-encoding", "gzip");
        call.Content.Headers.ContentType = new("application/grpc");
        call.Version = HttpVersion.Version20;
        call.VersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using HttpResponseMessage answer = await http.SendAsync(call);

        Assert.Equal("8", answer.Headers.GetValues("grpc-status").Single());
    }

    /// <summary>A block of snappy says how large it is in its first bytes.</summary>
    [Theory]
    [InlineData("/loki/api/v1/push", 64 << 20)]
    [InlineData("/loki/api/v1/push", 3 << 20)]
    public async Task A_block_of_snappy_that_says_too_much_is_refused(string path, int bytes)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        List<byte> block = [];
        for (int length = bytes; length > 0; length >>= 7)
            block.Add((byte)(length >= 0x80 ? length | 0x80 : length));
        using HttpClient http = new();
        using ByteArrayContent content = new([.. block, .. new byte[100]]);
        content.Headers.ContentType = new("application/x-protobuf");

        using HttpResponseMessage answer = await http.PostAsync(new Uri(hog.HttpAddress, path), content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    /// <summary>50 clients, each with the largest body there may be: those that find no memory are told to come again, and in the end all is stored.</summary>
    [Fact]
    public async Task Many_of_the_largest_bodies_at_once_stay_within_the_memory_for_bodies()
    {
        const int clients = 50;
        const int events = 2_000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[http]\ndurability = received\n[limits]\nmax_body_size = 4M\nmax_body_inflated_size = 4M\nmax_body_memory = 16M\n");
        string line = $$"""{"app":"shop","_msg":"{{new string('x', 2_000)}}"}""" + "\n";
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, events)));
        Assert.InRange(body.Length, 3_800_000, 4 << 20);
        using HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };

        int[] refused = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => PostUntilTakenAsync(hog, http, body)));

        MetricsText metrics = await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") >= clients * events);
        Assert.Equal(clients * events, metrics.Sum("loghog_events_stored_total"));
        // Of the whole process, garbage and all: 337 MiB on a busy machine, of which it has 100 without load. All bodies twice, packed and not, would be 800.
        Assert.InRange(metrics.Sum("loghog_process_resident_memory_peak_bytes"), 0, 600 << 20);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{refused.Sum()} times refused, {metrics.Sum("loghog_process_resident_memory_peak_bytes") / (1 << 20):0} MiB"));
    }

    /// <returns>How often it was told to come again.</returns>
    private static async Task<int> PostUntilTakenAsync(LogHogProcess hog, HttpClient http, byte[] body)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        for (int refused = 0; ; refused++)
        {
            using ByteArrayContent content = new(body);
            using HttpResponseMessage answer = await http.PostAsync(new Uri(hog.HttpAddress, "/insert/jsonline"), content, limit.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return refused;
            Assert.True(answer.StatusCode == HttpStatusCode.TooManyRequests, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(limit.Token)}");
            await Task.Delay(50, limit.Token);
        }
    }

    private static double Sum(MetricsText metrics, string reason) => metrics.Sum("loghog_events_rejected_total", $"reason=\"{reason}\"");

    private static async Task<byte[]> PackAsync(string coding, int bytes)
    {
        byte[] text = new byte[bytes];
        text.AsSpan().Fill((byte)' ');
        using MemoryStream packed = new();
        if (coding == "zstd")
        {
            using TempFolder folder = new();
            await File.WriteAllBytesAsync(folder["bomb"], text);
            ProgramResult result = await ExternalProgram.RunAsync("zstd", "-q", folder["bomb"], "-o", folder["bomb.zst"]);
            Assert.True(result.ExitCode == 0, result.ToString());
            return await File.ReadAllBytesAsync(folder["bomb.zst"]);
        }

        using (Stream stream = coding == "gzip" ? new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true) : new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write(text);
        return packed.ToArray();
    }
}
