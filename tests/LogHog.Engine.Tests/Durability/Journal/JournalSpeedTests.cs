using System.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Tests.Durability.Journal;

public sealed class JournalSpeedTests
{
    /// <summary>100,000 events; a million in the torture run (<c>LOGHOG_TORTURE_ROUNDS</c> set), which reads the printed figure.</summary>
    [Fact]
    public async Task Every_one_of_very_many_events_comes_back()
    {
        int batches = Environment.GetEnvironmentVariable("LOGHOG_TORTURE_ROUNDS") is null ? 100 : 1000;
        using JournalBench bench = new(new JournalSettings { CheckpointEvery = TimeSpan.FromHours(1) });
        string lines = string.Concat(Enumerable.Range(0, 1000).Select(n => $"{n:0000} {new string('x', 200)}\n"));
        List<Task<long>> appends = [];
        for (int n = 0; n < batches; n++)
            appends.Add(bench.Append(($"{n % 20}.log", lines)));
        await Task.WhenAll(appends);
        string copy = bench.CopyJournal();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        using RootedFolder folder = RootedFolder.Open(copy, create: false);
        long start = Stopwatch.GetTimestamp();
        RecoveryReport report;
        using (EventJournal journal = EventJournal.Open(folder, bench.Logs, bench.Settings, TimeProvider.System))
        {
            Console.WriteLine(
                $"{batches},000 events recovered in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU");
            report = journal.Recovery;
        }

        Assert.Equal((batches, batches * 1000L, batches), (report.Batches, report.Events, report.PartsAppended));
        for (int n = 0; n < 20; n++)
            Assert.Equal(batches / 20L * lines.Length, new FileInfo(bench[$"{n}.log"]).Length);
    }
}
