using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

public sealed class KilledCompressionTests
{
    private const string Archive = "log/shop/root.log.2026-11-20-00-00-00-000000";
    private const string Facilities = "[shop]\nrotate = yearly\nbackup_count = 3\n";

    [Theory]
    [InlineData("xz", "xz")]
    [InlineData("zstd", "zst")]
    public async Task A_kill_in_the_middle_loses_nothing_and_the_next_start_goes_on(string format, string suffix)
    {
        using var folder = new TempFolder();
        var options = new LogHogProcessOptions { Folder = folder.Path };
        Directory.CreateDirectory(folder["log/shop"]);
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"2026-11-19T12:00:00.000000+00:00 web01 shop: order {i} of {i * 7919 % 100_003}\n"));
        File.WriteAllText(folder[Archive], text);
        string unfinished = folder[$"log/shop/.root.log.2026-11-20-00-00-00-000000.{suffix}.tmp"];
        // It stands still in front of its second frame, so that the kill meets it there however fast the machine is.
        var halting = options with { Environment = new Dictionary<string, string> { ["LOGHOG_FAILPOINTS"] = "archive.write=pause:60000@2" } };
        await using (LogHogProcess hog = await LogHogProcess.StartAsync($"[compressor]\nformat = {format}\nlevel = 9\n", Facilities, halting))
        {
            await hog.WaitForMetrics(_ => File.Exists(unfinished) && new FileInfo(unfinished).Length > 0);
            await hog.KillAsync();
        }

        Assert.True(File.Exists(unfinished), "The kill came too late to mean anything.");
        Assert.Equal(text, File.ReadAllText(folder[Archive]));

        await using LogHogProcess again = await LogHogProcess.StartAsync($"[compressor]\nformat = {format}\nlevel = 1\n", Facilities, options);
        await again.WaitForMetrics(metrics => metrics.Sum("loghog_archives_compressed_total") == 1);
        Assert.Equal([Path.GetRelativePath(folder["log"], $"{folder[Archive]}.{suffix}")], again.Files().Keys);
        ProgramResult tested = await ExternalProgram.RunAsync(format, "-t", $"{folder[Archive]}.{suffix}");
        Assert.True(tested.ExitCode == 0, tested.ToString());
        Assert.Equal(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), await Archives.LinesAsync(again, "shop/root.log"));
    }
}
