using System.IO.Compression;
using System.Text;
using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>The oracle itself: it sees each kind of damage, and none where there is none.</summary>
public sealed class OracleTests
{
    private static readonly LoadShape Shape = new(Files: 1, EventsPerRequest: 4, FilesPerRequest: 1);

    [Fact]
    public async Task Whole_files_are_clean_with_an_unanswered_request_or_without_it()
    {
        Assert.True((await JudgeAsync([.. Request(1), .. Request(2)], acknowledged: 2)).IsClean);
        Assert.True((await JudgeAsync([.. Request(1), .. Request(2)], acknowledged: 1)).IsClean);
        Assert.True((await JudgeAsync([.. Request(1)], acknowledged: 1)).IsClean);
    }

    [Fact]
    public async Task A_missing_event_is_lost_if_it_was_acknowledged_and_half_a_request_if_not()
    {
        string[] lines = [.. Request(1), .. Request(2).Take(3)];
        Assert.Equal((1, 0), Losses(await JudgeAsync(lines, acknowledged: 2)));
        Assert.Equal((0, 1), Losses(await JudgeAsync(lines, acknowledged: 1)));
    }

    [Fact]
    public async Task A_line_that_stands_twice_is_seen()
    {
        Assert.Equal(1, (await JudgeAsync([.. Request(1), .. Request(2), Request(1)[2]], acknowledged: 2)).Doubled);
    }

    [Fact]
    public async Task Lines_that_changed_places_are_seen()
    {
        string[] lines = Request(1);
        Assert.Equal(1, (await JudgeAsync([lines[1], lines[0], lines[2], lines[3], .. Request(2)], acknowledged: 2)).OutOfOrder);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData(" {a=1}")]
    public async Task A_line_that_is_not_what_was_sent_is_torn(string end)
    {
        string[] lines = [.. Request(1), .. Request(2)];
        lines[3] = lines[3][..^1] + end;
        Verdict verdict = await JudgeAsync(lines, acknowledged: 2);
        Assert.Equal((1, 1), (verdict.Torn, verdict.Lost));
    }

    [Fact]
    public async Task An_event_that_was_never_sent_is_seen()
    {
        Assert.Equal(4, (await JudgeAsync([.. Request(1), .. Request(2), .. Request(3)], acknowledged: 2)).Strange);
    }

    [Fact]
    public async Task An_end_without_a_line_feed_is_torn()
    {
        using TempFolder temp = new();
        string folder = Directory.CreateDirectory(temp["app000"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "root.log"), string.Join('\n', Request(1)), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await JudgeAsync(temp.Path, acknowledged: 1)).Torn);
    }

    [Fact]
    public async Task Archives_count_plain_and_compressed()
    {
        using TempFolder temp = new();
        string folder = Directory.CreateDirectory(temp["app000"]).FullName;
        await using (GZipStream packed = new(File.Create(Path.Combine(folder, "root.log.2026-01-01-00-00-00-000000.gz")), CompressionLevel.Fastest))
            await packed.WriteAsync(Text(Request(1)), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "root.log.2026-01-01-00-00-01-000000"), Text(Request(2)), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "root.log"), Text(Request(3)), TestContext.Current.CancellationToken);
        Assert.True((await JudgeAsync(temp.Path, acknowledged: 3)).IsClean);
    }

    private static string[] Request(long sequence) => [.. Enumerable.Range(0, 4).Select(index => Line(sequence, index))];

    private static string Line(long sequence, int index)
    {
        Span<byte> body = stackalloc byte[256];
        body = body[..LoadShape.WriteBody(body, 1, sequence, index)];
        return $"2026-11-20T12:18:36.464316+01:00 torture app000: INFO {Encoding.ASCII.GetString(body)}";
    }

    private static byte[] Text(string[] lines) => Encoding.ASCII.GetBytes(string.Concat(lines.Select(static line => line + "\n")));

    private static (long Lost, long Halved) Losses(Verdict verdict) => (verdict.Lost, verdict.Halved);

    private static async Task<Verdict> JudgeAsync(string[] lines, long acknowledged)
    {
        using TempFolder temp = new();
        string folder = Directory.CreateDirectory(temp["app000"]).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "root.log"), Text(lines));
        return await JudgeAsync(temp.Path, acknowledged);
    }

    private static Task<Verdict> JudgeAsync(string logDir, long acknowledged) =>
        Oracle.JudgeAsync(logDir, Shape, [new ClientKnowledge(1, acknowledged, Math.Max(2, acknowledged))]);
}
