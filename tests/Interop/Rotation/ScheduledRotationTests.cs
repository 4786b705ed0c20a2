using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

/// <summary>Schedules against a real clock (faketime makes it show what it is to show).</summary>
public sealed class ScheduledRotationTests
{
    private const string Gzip = "[compressor]\nformat = gzip\n";

    [Theory]
    [InlineData("midnight", "2026-11-20 23:59:50", "2026-11-21-00-00-00-000000")]
    [InlineData("* * * * *", "2026-11-20 12:30:50", "2026-11-20-12-31-00-000000")]
    public async Task A_file_rotates_at_its_moment_without_any_message(string rotate, string clock, string archive)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            Gzip, $"[shop]\nrotate = {rotate}\nbackup_count = 3\n", At(clock));
        await Peer.SendAllAsync(hog, Wire.Frame("shop", "before"));
        await hog.StoredAsync(1);

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_archives_compressed_total") == 1);

        Assert.Equal(hog.PathOf($"shop/root.log.{archive}.gz"), Assert.Single(Archives.Of(hog, "shop/root.log")));
        await Peer.SendAllAsync(hog, Wire.Frame("shop", "after"));
        await hog.StoredAsync(2);
        Assert.Equal(["before", "after"], (await Archives.LinesAsync(hog, "shop/root.log")).Select(line => line.Split(": ")[1].Split(' ')[0]));
        Assert.Single(hog.Lines("shop/root.log"));
    }

    [Fact]
    public async Task What_was_due_while_the_server_was_down_is_done_at_its_start()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["log/shop"]);
        foreach (string name in (string[])["root.log", "web.log"])
        {
            File.WriteAllText(folder[$"log/shop/{name}"], "2026-11-01T12:00:00.000000+00:00 web01 shop: old\n");
            File.SetLastWriteTime(folder[$"log/shop/{name}"], TimeProvider.System.GetLocalNow().DateTime.AddDays(-3));
        }

        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            Gzip, "[shop]\nrotate = daily\nbackup_count = 3\n[shop:web]\nrotate = yearly\n[shop:new]\n", new LogHogProcessOptions { Folder = folder.Path });

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_archives_compressed_total") >= 1);
        string today = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(hog.PathOf($"shop/root.log.{today}-00-00-00-000000.gz"), Assert.Single(Archives.Of(hog, "shop/root.log")));
        // Nothing was due for the other one, and nobody writes to them.
        Assert.Single(hog.Lines("shop/web.log"));
    }

    [Fact]
    public async Task The_hour_that_comes_twice_overwrites_nothing()
    {
        LogHogProcessOptions options = At("2026-10-25 02:59:50");
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            Gzip, "[shop]\nrotate = hourly\nbackup_count = 9\n",
            options with { Environment = new Dictionary<string, string>(options.Environment) { ["TZ"] = "Europe/Berlin" } });
        // An archive of the first 02:00 to 03:00 is there already, as the second one would be called.
        Directory.CreateDirectory(hog.PathOf("shop"));
        string first = hog.PathOf("shop/root.log.2026-10-25-03-00-00-000000.gz");
        File.WriteAllBytes(first, [0x1f, 0x8b]);

        await Peer.SendAllAsync(hog, Wire.Frame("shop", "second pass"));
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_archives_compressed_total") == 1);

        Assert.Equal(2, new FileInfo(first).Length);
        string[] archives = [.. Archives.Of(hog, "shop/root.log")];
        Assert.Equal(2, archives.Length);
        Assert.Contains("2026-10-25-03-00-00-000001", archives[1], StringComparison.Ordinal);
    }

    private static LogHogProcessOptions At(string clock) => new()
    {
        StartedBy = ["faketime", "-f", $"@{clock}"],
        // The runtime's own waits go by the monotonic clock.
        Environment = new Dictionary<string, string> { ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", ["DONT_FAKE_MONOTONIC"] = "1" },
    };
}
