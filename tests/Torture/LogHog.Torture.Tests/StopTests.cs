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
}
