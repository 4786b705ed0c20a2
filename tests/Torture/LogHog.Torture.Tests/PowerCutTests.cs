using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>
/// Power cuts: loghogd on an ext4 whose disk writes down every write and flush; then states of that disk as a cut would have left
/// them, each mounted and started on. What had been acknowledged before the cut must be in the files.
/// </summary>
public sealed class PowerCutTests
{
    private const int StatesPerRun = 100;
    private const int DiskMegabytes = 160;
    private const int KnownBadRunsMax = 10;

    [Fact]
    public async Task No_power_cut_loses_what_was_acknowledged()
    {
        LoopDisk.SkipWithoutFuse();
        Random random = SeededRandom.Create();
        int states = Scale.Count(sample: 20, full: 2000);
        PowerCutFigures figures = new();
        for (int done = 0; done < states; done += StatesPerRun)
            await RunAsync(random, Math.Min(StatesPerRun, states - done), failpoints: "", figures);

        Assert.True(figures.Failures.Count == 0, string.Join("\n", figures.Failures));
        Report.Row("power-cut states", $"{figures.States}", $"0 of {figures.AcknowledgedEvents:N0} acknowledged events lost, every start unattended, {figures.Flushes} flushes, {figures.Repaired} with an fsck before the mount");
    }

    /// <summary>The proof that the test above can fail: a server that leaves out its syncs loses, and is caught.</summary>
    [Theory]
    [InlineData("file.datasync=skip@1+")]
    [InlineData("folder.sync=skip@1+;file.sync=skip@1+")]
    public async Task A_server_that_acknowledges_without_a_sync_is_caught(string failpoints)
    {
        LoopDisk.SkipWithoutFuse();
        Random random = SeededRandom.Create();
        PowerCutFigures figures = new();
        // The kernel writes much of it by itself in time, so that not every cut shows what was left out.
        for (int run = 0; run < KnownBadRunsMax && figures.Failures.Count == 0; run++)
            await RunAsync(random, states: 3, failpoints, figures);
        Assert.NotEmpty(figures.Failures);
        Report.Row($"known bad: {failpoints}", $"{figures.States}", $"caught in {figures.Failures.Count} states");
    }

    private static async Task RunAsync(Random random, int states, string failpoints, PowerCutFigures figures)
    {
        using TempFolder temp = new();
        PowerCutRun run = await PowerCutRun.RecordAsync(temp, DiskMegabytes, failpoints, requests: 60);
        figures.Flushes += run.Record.Flushes;
        int[] cuts = [.. Enumerable.Range(0, states).Select(_ => random.Next(run.FirstOperation, run.Record.Count + 1))];
        Array.Sort(cuts);
        await run.TryAsync(cuts, random, figures);
    }
}

/// <summary>What came of all states.</summary>
internal sealed class PowerCutFigures
{
    public int States { get; set; }

    public int Flushes { get; set; }

    /// <summary>States whose file system had to be repaired before it could be mounted.</summary>
    public int Repaired { get; set; }

    public long AcknowledgedEvents { get; set; }

    /// <summary>States that lost something or did not start.</summary>
    public List<string> Failures { get; } = [];
}
