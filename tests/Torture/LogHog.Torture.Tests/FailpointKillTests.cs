using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>Death at each named place of the code, under load; that it came there is part of the test.</summary>
public sealed class FailpointKillTests
{
    private const int KilledExitCode = 137;
    private const int TriesInStartMax = 10;
    // The sample looks at the files after some deaths only; what one has broken stays broken.
    private const int DeathsPerLook = 4;

    [Fact]
    public void Every_failpoint_of_the_code_has_a_plan()
    {
        IEnumerable<string> planned = FailpointPlan.All.Select(static plan => plan.Name);
        Assert.Equal(FailpointPlan.InSource().Order(StringComparer.Ordinal), planned.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_kill_at_any_failpoint_loses_nothing_and_doubles_nothing()
    {
        Random random = SeededRandom.Create();
        int kills = await KillAtEachAsync([.. FailpointPlan.All.Except(FailpointPlan.Rotation)], Scale.Count(sample: 1, full: 25), random);
        Report.Row("kill -9 at every failpoint", $"{kills}", "0 lost, 0 torn, 0 twice");
    }

    [Fact]
    public async Task A_kill_at_any_step_of_a_rotation_loses_nothing_and_doubles_nothing()
    {
        Random random = SeededRandom.Create();
        int kills = await KillAtEachAsync(FailpointPlan.Rotation, Scale.Count(sample: 1, full: 50), random);
        Report.Row($"rotation under kill, {FailpointPlan.Rotation.Count} steps", $"{kills}", "0 lost, 0 torn, 0 twice");
    }

    private static async Task<int> KillAtEachAsync(IReadOnlyList<FailpointPlan> plans, int times, Random random)
    {
        int kills = 0;
        for (int round = 0; round < times; round++)
        {
            // One folder for a round: what one death leaves behind is what the next start finds.
            await using Campaign campaign = new();
            foreach (FailpointPlan plan in plans)
            {
                string failpoints = $"{plan.Before}{plan.Name}=kill@{random.Next(1, plan.HitsMax + 1)}";
                if (plan.DeathBefore.Length > 0)
                    await DieInStartAsync(campaign, plan.DeathBefore, failpoints);
                else
                    await DieUnderLoadAsync(campaign, failpoints);
                kills++;
                if (!Scale.IsFull && kills % DeathsPerLook != 0 && kills < plans.Count)
                    continue;
                await campaign.StartAsync();
                Verdict verdict = await campaign.JudgeAsync();
                Assert.True(verdict.IsClean, $"{failpoints}: {verdict}");
            }
        }

        return kills;
    }

    private static async Task DieUnderLoadAsync(Campaign campaign, string failpoints)
    {
        try
        {
            await campaign.StartAsync(failpoints);
        }
        catch (InvalidOperationException)
        {
            return; // Already in its start; that too is under way to the point, and to nothing else that kills.
        }

        campaign.Load.Start();
        Assert.True(await campaign.EndedAsync() == KilledExitCode, failpoints);
        await campaign.Load.StopAsync();
    }

    /// <summary>A start has something to do only if the death before it left something: so several are tried.</summary>
    private static async Task DieInStartAsync(Campaign campaign, string deathBefore, string failpoints)
    {
        for (int attempt = 0; attempt < TriesInStartMax; attempt++)
        {
            await DieUnderLoadAsync(campaign, deathBefore);
            try
            {
                await campaign.StartAsync(failpoints);
            }
            catch (InvalidOperationException)
            {
                return;
            }

            if (await campaign.EndsWithinAsync(TimeSpan.FromSeconds(3)))
                return;
        }

        Assert.Fail($"{failpoints} was not hit in {TriesInStartMax} starts");
    }
}
