using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>SIGHUP again and again under load, every second time with a configuration that cannot be used.</summary>
public sealed class ReloadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Reloads_lose_nothing_and_drop_no_connection()
    {
        Random random = SeededRandom.Create();
        int reloads = Scale.Count(sample: 30, full: 1000);
        await using Campaign campaign = new();
        await campaign.StartAsync();
        campaign.Load.Start();
        for (int reload = 0; reload < reloads; reload++)
        {
            bool isGood = reload % 2 == 0;
            string facilities = isGood
                ? $"[*]\nrotate = size\nmax_size = {32 + random.Next(64)}K\nbackup_count = 100000\n"
                : random.Next(2) == 0 ? "[*]\nrotate = never\n" : "[*\nrotate";
            campaign.Hog.Configure(campaign.Configuration, facilities);
            int said = SaidSo(campaign, isGood);
            campaign.Hog.Signal(ProcessSignal.Hangup);
            await campaign.Load.AcknowledgedAsync(1 + random.Next(5), Limit);
            while (SaidSo(campaign, isGood) == said)
                await campaign.Load.AcknowledgedAsync(1, Limit);
        }

        long broken = campaign.Load.Broken;
        long refused = campaign.Load.Refused;
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Assert.Equal(0, broken);
        Report.Row("reloads under load, half of them invalid", $"{reloads}", $"0 lost, 0 connections dropped, {refused} times \"not now\" (back-pressure), {campaign.Load.EventsPerSecond:N0} events/s");
    }

    private static int SaidSo(Campaign campaign, bool isGood) =>
        campaign.Hog.Output.Split(isGood ? "The new configuration is in force" : "The configuration has errors").Length;
}
