using System.Diagnostics;
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
        LifeRates lives = new();
        long events = 0;
        for (int done = 0; done < kills; done += KillsPerFolder)
        {
            await using Campaign campaign = new();
            for (int kill = 0; kill < Math.Min(KillsPerFolder, kills - done); kill++)
            {
                await campaign.StartAsync();
                campaign.Load.Start();
                await campaign.Load.AcknowledgedAsync(1, Limit);
                long before = campaign.Load.Acknowledged;
                Stopwatch underLoad = Stopwatch.StartNew();
                await Task.Delay(random.Next(300));
                lives.Add((campaign.Load.Acknowledged - before) * campaign.Load.Shape.EventsPerRequest, underLoad.Elapsed);
                await campaign.KillAsync();
                await campaign.Load.StopAsync();
                if (kill % 4 == 3)
                    await KillInStartAsync(campaign, random);
                if (kill % 5 == 4)
                    events += await RecoverAndJudgeAsync(campaign);
            }

            events += await RecoverAndJudgeAsync(campaign);
        }

        Report.Row("kill -9 at random moments", $"{kills}", $"0 lost, 0 torn, 0 twice of {events:N0} events looked at; {lives}");
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

/// <summary>How fast the lives were that ended by a kill; each begins cold, with code that has yet to be compiled.</summary>
internal sealed class LifeRates
{
    private const int Wanted = 20_000;

    // In less a life's rate is a matter of one or two requests.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private readonly List<double> _rates = [];
    private long _events;
    private TimeSpan _time;

    public void Add(long events, TimeSpan time)
    {
        _events += events;
        _time += time;
        if (time >= Shortest)
            _rates.Add(events / time.TotalSeconds);
    }

    public override string ToString()
    {
        double[] sorted = [.. _rates.Order()];
        return $"{_events / _time.TotalSeconds:N0} acknowledged events/s in all, a life's median {sorted[sorted.Length / 2]:N0}, "
            + $"at {Wanted:N0} or more in {sorted.Count(static rate => rate >= Wanted)} of {sorted.Length}";
    }
}
