using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>A clock that jumps by ten years, forward and back, while events come in: by libfaketime, whose file sets it at run time.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_clock_that_jumps_by_ten_years_loses_nothing_and_keeps_the_order()
    {
        string? library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(static folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
        Assert.SkipWhen(library is null, "libfaketime is not here (apt install faketime)");
        string[] jumps = ["+0", "+3650d", "-3650d", "+0", "+1d", "-1d", "+3650d", "+0"];
        await using Campaign campaign = new(new LoadShape(Files: 20));
        campaign.FacilitiesText = "[*]\nrotate = hourly\nmax_size = 256K\nbackup_count = 100000\n";
        string clock = Path.Combine(campaign.Folder, "clock");
        await File.WriteAllTextAsync(clock, jumps[0] + "\n", TestContext.Current.CancellationToken);
        await campaign.StartAsync(environment: new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        });
        campaign.Load.Start();
        int rounds = Scale.Count(sample: 1, full: 10);
        for (int jump = 0; jump < jumps.Length * rounds; jump++)
        {
            await File.WriteAllTextAsync(clock, jumps[jump % jumps.Length] + "\n", TestContext.Current.CancellationToken);
            await campaign.Load.AcknowledgedAsync(150, Limit);
        }

        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Assert.Contains(
            Directory.EnumerateFiles(campaign.LogDir, "*", SearchOption.AllDirectories),
            static file => file.Contains(".log.203", StringComparison.Ordinal));
        Report.Row("clock jumps of 1 day and 10 years", $"{jumps.Length * rounds}", "0 lost, 0 twice, in order, archives sort");
    }
}
