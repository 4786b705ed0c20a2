using System.Diagnostics;
using System.Threading.Channels;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

public sealed class SizeRotationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_real_tail_follows_over_every_rotation_and_shows_each_line_whole_and_once()
    {
        const int messages = 120;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[compressor]\nformat = gzip\n", "[shop]\nrotate = size\nmax_size = 1K\nbackup_count = 1000\n");
        using Peer peer = await Peer.ConnectAsync(hog);
        await peer.SendAsync(Wire.Frame("shop", "line 0 ends"));
        await hog.StoredAsync(1);
        var start = new ProcessStartInfo("tail", ["-F", "-n", "+1", hog.PathOf("shop/root.log")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tail = Process.Start(start)!;
        Channel<string> shown = Channel.CreateBounded<string>(10_000);
        tail.OutputDataReceived += (_, line) => _ = line.Data is null ? shown.Writer.TryComplete() : shown.Writer.TryWrite(line.Data);
        tail.ErrorDataReceived += static (_, _) => { };
        tail.BeginOutputReadLine();
        tail.BeginErrorReadLine();
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            for (int i = 0; i < messages; i++)
            {
                if (i > 0)
                    await peer.SendAsync(Wire.Frame("shop", $"line {i} ends"));
                Assert.EndsWith($" shop: line {i} ends", await shown.Reader.ReadAsync(limit.Token), StringComparison.Ordinal);
            }

            Assert.InRange((await hog.Metrics()).Sum("loghog_rotations_total"), 5, messages);
        }
        finally
        {
            tail.Kill();
        }
    }

    [Theory]
    [InlineData("xz", "xz")]
    [InlineData("gzip", "gz")]
    [InlineData("bzip2", "bz2")]
    [InlineData("zstd", "zst")]
    public async Task Archives_satisfy_the_formats_own_program_and_hold_exactly_the_lines(string format, string suffix)
    {
        const int messages = 20_000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            $"[compressor]\nformat = {format}\nlevel = 1\n", "[shop]\nrotate = size\nmax_size = 200K\nbackup_count = 1000\n");

        await Peer.SendAllAsync(
            hog, [.. Enumerable.Range(0, 20).Select(block => Enumerable.Range(block * messages / 20, messages / 20)
                .SelectMany(i => Wire.Frame("shop", $"order {i} of user {i * 7919 % 1000} failed\nsecond line of {i}")).ToArray())]);

        await hog.StoredAsync(messages);
        await hog.WaitForMetrics(metrics =>
            metrics.Sum("loghog_rotations_total") > 5 && metrics.Sum("loghog_archives_compressed_total") == metrics.Sum("loghog_rotations_total"));
        string[] archives = [.. Archives.Of(hog, "shop/root.log")];
        Assert.All(archives, archive => Assert.EndsWith($".{suffix}", archive, StringComparison.Ordinal));
        ProgramResult tested = await ExternalProgram.RunAsync(format, ["-t", .. archives]);
        Assert.True(tested.ExitCode == 0, tested.ToString());
        ProgramResult text = await ExternalProgram.RunAsync(format, ["-dc", .. archives]);
        string[] lines = (text.Output + File.ReadAllText(hog.PathOf("shop/root.log"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 * messages, lines.Length);
        for (int i = 0; i < messages; i++)
        {
            Assert.EndsWith($" web01 shop: order {i} of user {i * 7919 % 1000} failed", lines[2 * i], StringComparison.Ordinal);
            Assert.Equal($"\tsecond line of {i}", lines[(2 * i) + 1]);
        }
    }

    [Fact]
    public async Task What_is_written_compressed_is_readable_by_zcat_at_any_moment()
    {
        const int messages = 10_000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[compressor]\ncompress_on_write = yes\nlevel = 1\n", TestConfiguration.AnyApplication);
        using Peer peer = await Peer.ConnectAsync(hog);
        string file = hog.PathOf("shop/root.log.gz");
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < messages; i += 50)
                await peer.SendAsync([.. Enumerable.Range(i, 50).SelectMany(one => Wire.Frame("shop", $"line {one} ends"))]);
            await peer.FinishAsync();
        });
        await hog.WaitForMetrics(_ => File.Exists(file));

        int looks = 0;
        for (bool last = false; !last; looks++)
        {
            last = sending.IsCompleted && (await hog.Metrics()).Sum("loghog_events_stored_total") == messages;
            ProgramResult read = await ExternalProgram.RunAsync("zcat", file);
            Assert.True(read.ExitCode == 0, read.Errors);
            string[] lines = read.Output.Split('\n');
            Assert.Equal("", lines[^1]);
            Assert.Equal(
                Enumerable.Range(0, lines.Length - 1).Select(i => $"line {i} ends"), lines[..^1].Select(line => line.Split(": ")[1]));
            if (last)
                Assert.Equal(messages, lines.Length - 1);
        }

        await sending;
        Assert.InRange(looks, 1, int.MaxValue);
    }
}
