using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>SIGTERM under load: it ends soon, and everything that it acknowledged is in its files without any recovery.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stop_under_load_ends_soon_and_loses_nothing()
    {
        Random random = SeededRandom.Create();
        int stops = Scale.Count(sample: 4, full: 100);
        TimeSpan longest = TimeSpan.Zero;
        for (int done = 0; done < stops;)
        {
            await using Campaign campaign = new();
            for (int inFolder = 0; inFolder < 10 && done < stops; inFolder++, done++)
            {
                await campaign.StartAsync();
                campaign.Load.Start();
                await campaign.Load.AcknowledgedAsync(1 + random.Next(60), Limit);
                TimeSpan took = await campaign.StopAsync();
                await campaign.Load.StopAsync();
                longest = took > longest ? took : longest;
                Verdict verdict = await Oracle.JudgeAsync(campaign.LogDir, campaign.Load);
                Assert.True(verdict.IsClean, verdict.ToString());
            }
        }

        Report.Row("SIGTERM under load", $"{stops}", $"0 lost, the longest took {longest.TotalSeconds:F2} s");
        Assert.True(longest < TimeSpan.FromSeconds(5), $"it took {longest}");
    }

    [Fact]
    public async Task A_second_SIGTERM_ends_at_once_and_leaves_the_rest_to_the_journal()
    {
        await using Campaign campaign = new();
        // No log file can be written: the first signal would wait for its deadline.
        await campaign.StartAsync("file.append=pause:3600000@1+");
        campaign.Load.Start();
        await campaign.Load.AcknowledgedAsync(20, Limit);
        campaign.Hog.Signal(ProcessSignal.Terminate);
        await campaign.Hog.WaitForOutput("Stopping: ");
        campaign.Hog.Signal(ProcessSignal.Terminate);
        await campaign.Hog.WaitForOutput("Stopped at once");
        Assert.NotEqual(0, await campaign.EndedAsync());
        await campaign.Load.StopAsync();

        await campaign.StartAsync();
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Report.Row("a second SIGTERM while the disk hangs", "1", $"ended at once, 0 of {verdict.Events} acknowledged events lost");
    }

    [Fact]
    public async Task A_stop_on_a_disk_that_takes_nothing_counts_what_the_journal_keeps_as_pending()
    {
        await using Campaign campaign = new();
        await campaign.StartAsync("file.append=enospc@1+");
        campaign.Load.Start();
        await campaign.Load.AcknowledgedAsync(1, Limit);
        await campaign.StopAsync();
        await campaign.Load.StopAsync();
        long acknowledged = campaign.Load.Acknowledged * campaign.Load.Shape.EventsPerRequest;
        Assert.True(campaign.LastAccount.Pending >= acknowledged, $"{campaign.LastAccount}, {acknowledged} were acknowledged");
        Assert.Equal(0, campaign.LastAccount.Stored);

        await campaign.StartAsync();
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
    }
}
