using System.Collections.Concurrent;
using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>Calls of the system that fail, by strace: what is acknowledged is true, and the server goes on within two seconds.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(2);
    // strace makes each traced call slow; the faults need few events.
    private static readonly LoadShape Shape = new(Files: 12, EventsPerRequest: 20, FilesPerRequest: 4);

    [Fact]
    public async Task A_failed_sync_is_never_followed_by_a_false_acknowledgement()
    {
        Random random = SeededRandom.Create();
        IEnumerable<int> calls = Scale.IsFull ? Enumerable.Range(1, 200) : [1, 2, random.Next(3, 30), random.Next(30, 100)];
        await RunAsync("fsync error at the N-th call", [.. calls.Select(static n => ("fdatasync", $"error=EIO:when={n}"))]);
    }

    [Fact]
    public async Task Other_calls_that_fail_or_take_long_lose_nothing()
    {
        Random random = SeededRandom.Create();
        (string Call, string Error, int CallsMax)[] kinds =
        [
            ("fdatasync", "error=ENOSPC", 60), ("fdatasync", "error=EDQUOT", 60), ("fdatasync", "delay_exit=400000", 60),
            ("fsync", "error=EIO", 10), ("pwrite64", "error=ENOSPC", 100), ("pwrite64", "error=EIO", 100),
            ("pwrite64", "delay_enter=300000", 100), ("renameat2", "error=EIO", 5), ("syncfs", "error=EIO", 2), ("unlinkat", "error=EIO", 5),
        ];
        List<(string, string)> faults = [];
        random.Shuffle(kinds);
        foreach (var (call, error, callsMax) in kinds.Take(Scale.IsFull ? kinds.Length : 5))
        {
            for (int time = 0; time < Scale.Count(sample: 1, full: 20); time++)
                faults.Add((call, $"{error}:when={random.Next(1, callsMax + 1)}"));
        }

        await RunAsync("other calls: EIO, ENOSPC, EDQUOT, delays", faults);
    }

    /// <summary>The proof that the tests above can fail.</summary>
    [Fact]
    public async Task A_server_that_retries_a_failed_sync_is_caught()
    {
        SkipWithoutStrace();
        FaultRun run = await FaultRun.MakeAsync("fdatasync", "error=EIO:when=5", failpoints: "file.broken=skip@1+", Shape, Limit);
        Assert.NotEmpty(run.Trace.Distrusted);
        Report.Row("known bad: a failed fsync is retried", "1", "caught: the same descriptor was synced again");
    }

    [Fact]
    public async Task A_server_that_answers_before_the_sync_is_caught()
    {
        SkipWithoutStrace();
        FaultRun run = await FaultRun.MakeAsync("fdatasync", "error=EIO:when=60000", failpoints: "file.datasync=skip@1+", Shape, Limit);
        Assert.NotEmpty(run.FalseAnswers);
        Report.Row("known bad: acknowledged before the sync", "1", $"caught: {run.FalseAnswers.Count} answers without a sync before them");
    }

    /// <summary>ext4 brings a new file's name to the disk with its data; others do not, so the calls are looked at, not the disk.</summary>
    [Fact]
    public async Task A_server_that_does_not_sync_its_folders_is_caught()
    {
        SkipWithoutStrace();
        FaultRun run = await FaultRun.MakeAsync("fdatasync", "error=EIO:when=60000", failpoints: "folder.sync=skip@1+", Shape, Limit);
        Assert.True(run.JournalNamesWereNotDurable);
        Report.Row("known bad: the folder's fsync is left out", "1", "caught: acknowledged before the journal's files had durable names");
    }

    private static async Task RunAsync(string row, List<(string Call, string Fault)> faults)
    {
        SkipWithoutStrace();
        TimeSpan longest = TimeSpan.Zero;
        int injected = 0;
        foreach ((string call, string fault) in faults)
        {
            FaultRun run = await FaultRun.MakeAsync(call, fault, failpoints: "", Shape, Limit);
            injected += run.Trace.Injected;
            longest = run.BackAfter > longest ? run.BackAfter : longest;
            Assert.True(run.FalseAnswers.Count == 0, $"{call} {fault}: answers without a sync: {string.Join("; ", run.FalseAnswers.Take(3))}");
            Assert.False(run.JournalNamesWereNotDurable, $"{call} {fault}: acknowledged before the journal's folder was synced");
            Assert.True(run.Trace.Distrusted.Count == 0, $"{call} {fault}: {string.Join("\n", run.Trace.Distrusted)}");
            Assert.True(run.Verdict.IsClean, $"{call} {fault}: {run.Verdict}");
            Assert.True(run.BackAfter < BackWithin, $"{call} {fault}: back after {run.BackAfter.TotalSeconds:F1} s");
        }

        Assert.True(injected > 0, "no call was reached");
        Report.Row(row, $"{faults.Count} runs, {injected} faults met", $"0 false acknowledgements, 0 lost, back after {longest.TotalSeconds:F2} s at most");
    }

    private static void SkipWithoutStrace()
    {
        try
        {
            Command.Run("strace", "-qq", "-o", "/dev/null", "true");
        }
        catch (InvalidOperationException cause)
        {
            Assert.Skip($"strace does not work here: {cause.Message}");
        }
    }
}

/// <summary>One life under strace with one kind of fault, and what was seen of it.</summary>
internal sealed class FaultRun
{
    // Two senders: at least half as many syncs, so the N-th call comes before that or never.
    private const int RequestsWithoutFaultMax = 600;
    private static readonly TimeSpan ReachLimit = TimeSpan.FromSeconds(20);

    public required SyncTrace Trace { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Answers to requests in whose time the journal was never synced.</summary>
    public required List<Acknowledgement> FalseAnswers { get; init; }

    /// <summary>Something was acknowledged before the journal's folder was synced.</summary>
    public required bool JournalNamesWereNotDurable { get; init; }

    /// <summary>The longest time from a fault to the next acknowledgement.</summary>
    public required TimeSpan BackAfter { get; init; }

    public static async Task<FaultRun> MakeAsync(string call, string fault, string failpoints, LoadShape shape, TimeSpan limit)
    {
        ConcurrentQueue<Acknowledgement> answers = new();
        using TempFolder traces = new();
        string trace = traces["trace"];
        await using Campaign campaign = new(shape, senders: 2, onAcknowledged: answers.Enqueue);
        campaign.FacilitiesText = "[*]\nrotate = size\nmax_size = 16K\nbackup_count = 100000\n";
        await campaign.StartAsync(failpoints, SyncTrace.Command(trace, call, fault));
        campaign.Load.Start();
        using (CancellationTokenSource reach = new(ReachLimit))
        {
            while (!SyncTrace.HasInjected(trace) && campaign.Load.Acknowledged < RequestsWithoutFaultMax && !reach.IsCancellationRequested)
                await Task.Delay(10);
        }

        await campaign.Load.AcknowledgedAsync(4, limit);
        await campaign.Load.StopAsync();
        await campaign.ConservedAsync();
        await campaign.KillAsync();
        SyncTrace seen = SyncTrace.Read(trace);
        await campaign.StartAsync();
        Verdict verdict = await campaign.JudgeAsync();
        return new FaultRun
        {
            Trace = seen,
            Verdict = verdict,
            BackAfter = seen.LongestUntilNext(answers.Select(static answer => answer.AnsweredAt)),
            JournalNamesWereNotDurable = !seen.HasJournalFolderSyncBefore(answers.Min(static answer => answer.AnsweredAt)),
            // An answer to a request that was sent again may be about what an earlier try has stored.
            FalseAnswers = [.. answers.Where(answer => answer.Tries == 1 && !seen.HasJournalSyncWithin(answer.SentAt, answer.AnsweredAt))],
        };
    }
}
