using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Inputs.Following;
using LogHog.Engine.Inputs.Journald;
using LogHog.Engine.Inputs.Tail;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs;

/// <summary>
/// What the server reads by itself: the <c>[tail:NAME]</c> and <c>[journal]</c> sections, each on a thread of its own. A reload ends those
/// that changed and starts them anew where they were; their accounts go on.
/// </summary>
internal sealed class FollowedInputs(IngestServices services, RootedFolder work, ILogger log, Action<Exception> died)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (EventLedger Ledger, FollowCounters Counters)> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);
    private bool _isStarted;
    private bool _isStopped;

    private sealed record Running(string Settings, CancellationTokenSource Stop, Task Done);

    private sealed record Wanted(string Ledger, string Settings, Func<EventLedger, FollowCounters, CancellationToken, Action> Create);

    public IReadOnlyList<EventLedger> Ledgers
    {
        get
        {
            lock (_lock)
                return [.. _accounts.Values.Select(static account => account.Ledger)];
        }
    }

    /// <summary>Follows what the settings want from now on.</summary>
    public void Start(ServerSettings settings)
    {
        lock (_lock)
        {
            _isStarted = true;
            Apply(WantedBy(settings));
        }
    }

    /// <summary>Takes new settings over.</summary>
    public void Apply(ServerSettings settings)
    {
        lock (_lock)
        {
            if (_isStarted && !_isStopped)
                Apply(WantedBy(settings));
        }
    }

    /// <summary>Ends all of them; done when what they had taken over is stored.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            foreach (Running one in _running.Values)
                one.Stop.Cancel();
            return Task.WhenAll(_running.Values.Select(static one => one.Done));
        }
    }

    public IEnumerable<MetricValue> Metrics()
    {
        (string Input, FollowCounters Counters)[] all;
        lock (_lock)
            all = [.. _accounts.Where(static pair => pair.Key != JournaldSettings.Ledger).Select(static pair => (pair.Key, pair.Value.Counters))];
        return all.SelectMany(static one => Metrics($"input=\"{one.Input}\"", one.Counters));
    }

    private static IEnumerable<MetricValue> Metrics(string input, FollowCounters counters) =>
    [
        new("loghog_tail_files", input, counters.Files, IsCounter: false, "Followed files, and such as were renamed and are read to their end."),
        new("loghog_tail_bytes_waiting", input, counters.WaitingBytes, IsCounter: false, "Bytes of followed files that are not stored yet."),
        new("loghog_tail_files_unreadable", input, counters.Unreadable, IsCounter: false, "Files that could not be read at the last look."),
        new("loghog_tail_rotations_total", input, counters.Rotations, IsCounter: true, "Followed files that were renamed or deleted."),
        new("loghog_tail_truncations_total", input, counters.Truncations, IsCounter: true, "Followed files that were cut off."),
        new("loghog_tail_lost_bytes_total", input + ",cause=\"truncated\"", counters.CutBytes, IsCounter: true, "Bytes that were seen in a followed file and were gone before they could be read."),
        new("loghog_tail_lost_bytes_total", input + ",cause=\"gone\"", counters.GoneBytes, IsCounter: true, "Bytes that were seen in a followed file and were gone before they could be read."),
        new("loghog_tail_lost_files_total", input, counters.LostFiles, IsCounter: true, "Followed files that were gone after a restart, also among the rotated ones beside them."),
        new("loghog_tail_events_cut_total", input, counters.CutEvents, IsCounter: true, "Events longer than max_event, which became several."),
        new("loghog_tail_bad_bytes_total", input, counters.BadBytes, IsCounter: true, "Events with bytes that are not UTF-8; they are marked in the text."),
    ];

    private List<Wanted> WantedBy(ServerSettings settings)
    {
        AcknowledgeWhen durability = settings.AcknowledgeWhenFollowed;
        List<Wanted> wanted =
        [
            .. settings.Tails.Select(tail => new Wanted(tail.Ledger, tail.Text, (ledger, counters, stop) =>
                new TailInput(tail, services, durability, ledger, counters, work, log, stop).Run)),
        ];
        if (settings.Journald is { } journal)
        {
            wanted.Add(new Wanted(JournaldSettings.Ledger, journal.Text, (ledger, _, stop) =>
                new JournaldInput(journal, services, settings.Limits, durability, ledger, work, log, stop).Run));
        }

        return wanted;
    }

    private void Apply(List<Wanted> wanted)
    {
        foreach ((string ledger, Running one) in _running)
        {
            if (!wanted.Exists(input => input.Ledger == ledger && input.Settings == one.Settings))
                one.Stop.Cancel();
        }

        foreach (Wanted input in wanted)
        {
            Running? before = _running.GetValueOrDefault(input.Ledger);
            if (before is { Stop.IsCancellationRequested: false })
                continue;
            if (!_accounts.TryGetValue(input.Ledger, out (EventLedger Ledger, FollowCounters Counters) account))
                _accounts.Add(input.Ledger, account = (new EventLedger(input.Ledger), new FollowCounters()));
            var stop = new CancellationTokenSource();
            Action run = input.Create(account.Ledger, account.Counters, stop.Token);
            _running[input.Ledger] = new Running(input.Settings, stop, RunAfterAsync(before?.Done ?? Task.CompletedTask, input.Ledger, run));
        }
    }

    /// <summary>The positions belong to one at a time.</summary>
    private async Task RunAfterAsync(Task before, string name, Action run)
    {
        await before;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => RunThread(run, ended)) { Name = name, IsBackground = true }.Start();
        await ended.Task;
    }

    private void RunThread(Action run, TaskCompletionSource ended)
    {
        try
        {
            run();
        }
        catch (Exception mistake)
        {
            died(mistake);
        }
        finally
        {
            ended.SetResult();
        }
    }
}
