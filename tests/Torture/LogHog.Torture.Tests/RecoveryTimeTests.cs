using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>How long a start takes that has very many events to bring in: a kill after a checkpoint that never came.</summary>
public sealed partial class RecoveryTimeTests
{
    private const string NoCheckpoint = "folder.syncfs=pause:3600000@1+";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(NoCheckpoint, "written, not synced")]
    [InlineData(NoCheckpoint + ";writer.intents_noted=pause:3600000@1+", "in the journal only")]
    public async Task All_that_the_journal_holds_is_brought_in_before_the_start_is_over(string failpoints, string where)
    {
        await using Campaign campaign = new();
        campaign.Configuration += "[limits]\nmax_pending_size = 1G\n";
        campaign.FacilitiesText = "[*]\nrotate = daily\nbackup_count = 10\n";
        await campaign.StartAsync(failpoints);
        campaign.Load.Start();
        int events = Scale.Count(sample: 100_000, full: 1_000_000);
        await campaign.Load.AcknowledgedAsync(events / campaign.Load.Shape.EventsPerRequest, Limit);
        await campaign.KillAsync();
        await campaign.Load.StopAsync();
        await campaign.StartAsync();
        double cpuMs = Process.GetProcessById(campaign.Hog.ProcessId).TotalProcessorTime.TotalMilliseconds;
        string started = StartedIn().Match(campaign.Hog.Output).Groups["ms"].Value;
        string recovered = Recovered().Match(campaign.Hog.Output).Groups["events"].Value;
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Assert.True(long.Parse(recovered, CultureInfo.InvariantCulture) >= events, $"{recovered} events were brought in");
        Report.Row($"start with events to replay, {where}", recovered, $"listening {started} ms after exec ({cpuMs:N0} ms of CPU by then), 0 lost, 0 torn, 0 twice");
    }

    [GeneratedRegex("started in (?<ms>[0-9]+) ms", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartedIn();

    [GeneratedRegex(@"batches \((?<events>[0-9]+) events\) after the checkpoint", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Recovered();
}
