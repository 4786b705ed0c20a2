using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>SIGKILL at any moment under load: what was acknowledged is there after the next start, once, whole, in order.</summary>
public sealed class KillTests
{
    private const int KillsPerFolder = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kills_at_random_moments_lose_nothing_and_double_nothing()
    {
        Random random = SeededRandom.Create();
        int kills = Scale.Count(sample: 8, full: 1000);
        List<double> rates = [];
        long events = 0;
        for (int done = 0; done < kills; done += KillsPerFolder)
        {
            await using Campaign campaign = new();
            for (int kill = 0; kill < Math.Min(KillsPerFolder, kills - done); kill++)
            {
                await campaign.StartAsync();
                campaign.Load.Start();
                await campaign.Load.AcknowledgedAsync(1, Limit);
                await Task.Delay(random.Next(300));
                await campaign.KillAsync();
                await campaign.Load.StopAsync();
                if (kill % 4 == 3)
                    await KillInStartAsync(campaign, random);
                if (kill % 5 == 4)
                    events += await RecoverAndJudgeAsync(campaign);
            }

            rates.Add(campaign.Load.EventsPerSecond);
            await RecoverAndJudgeAsync(campaign);
        }

        Report.Row("kill -9 at random moments", $"{kills}", $"0 lost, 0 torn, 0 twice at {rates.Average():N0} events/s");
    }

    /// <summary>A start that is killed somewhere in its recovery leaves the next one as much to go by.</summary>
    private static async Task KillInStartAsync(Campaign campaign, Random random)
    {
        string after = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{0.1 + (random.NextDouble() * 0.4):F3}");
        try
        {
            await campaign.StartAsync(startedBy: ["timeout", "-s", "KILL", after]);
            await campaign.EndedAsync();
        }
        catch (InvalidOperationException)
        {
            // Killed before it was ready.
        }
    }

    private static async Task<long> RecoverAndJudgeAsync(Campaign campaign)
    {
        await campaign.StartAsync();
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        return verdict.Events;
    }
}
