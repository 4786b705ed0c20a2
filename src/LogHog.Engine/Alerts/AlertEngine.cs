using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Alerts.Stream;
using LogHog.Engine.Configuration;
using LogHog.Engine.Scheduling;
using LogHog.Engine.Tail;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Alerts;

/// <summary>
/// Looks at what comes in, on a thread of its own that gives way, and tells people what the rules find. It gets a copy of each batch and
/// never holds anybody up: what comes faster than it can look is counted and said.
/// </summary>
/// <remarks>
/// Told exactly once: what happened is in the journal on the disk before a channel hears of it, under an id that is never used again.
/// A crash before that and the stored events are looked at again; a crash after, and the channel is told again and knows the id.
/// </remarks>
public sealed partial class AlertEngine : IDisposable, IRuleVoice
{
    // Below what takes in and writes, above searches.
    private const int Niceness = 5;

    // A second of a million events.
    private const long QueueBytesMax = 32L << 20;

    // Of one lock: questions of the API come in between.
    private const int TextsPerTurn = 8;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TailHub _hub;
    private readonly INotifier? _notifier;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<Exception> _died;
    private readonly AlertClock _clock;
    private readonly AlertMemory _memory = new();
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, RuleWatch> _rules = new(StringComparer.Ordinal);
    private Thread? _thread;
    private TailQueue? _queue;
    private RuleReader? _reader;
    private ServerSettings _settings;
    private long _turnNs;
    private long _setByNs;
    private long _unseen;
    private long _unseenTold;
    private long _unseenToldAtNs;
    private bool _isReaderStale;
    private volatile bool _isStopping;

    internal AlertEngine(
        ServerSettings settings, TailHub hub, INotifier? notifier, TimeProvider time, ILogger log, Action<Exception> died, AlertSearch? search = null)
    {
        _settings = settings;
        _hub = hub;
        _notifier = notifier;
        _time = time;
        _log = log;
        _died = died;
        _search = search;
        _clock = new AlertClock(time);
    }

    /// <summary>Reads what was kept and begins to look; called before anything is taken in.</summary>
    internal void Start()
    {
        lock (_lock)
        {
            Load();
            Use(_settings, _clock.NowNs);
            _thread = new Thread(Loop) { Name = "alerts", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>Takes new rules over; those that were there go on with what they remember.</summary>
    internal void Apply(ServerSettings settings)
    {
        lock (_lock)
        {
            Use(settings, _clock.NowNs);
            SaveSnapshot(isClean: false);
        }

        _wake.Set();
    }

    /// <summary>Looks at all that was taken in, keeps it, and ends. Nothing comes any more when this is called.</summary>
    internal void Stop(TimeSpan deadline)
    {
        _isStopping = true;
        _wake.Set();
        if (_thread is null || _thread.Join(deadline))
            return;
        // A disk that hangs; what is in the journal is told at the next start.
        _stop.Cancel();
    }

    public void Dispose()
    {
        Stop(TimeSpan.FromSeconds(1));
        if (_thread is { IsAlive: true })
            return;
        _queue?.Dispose();
        _folder?.Dispose();
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Use(ServerSettings settings, long nowNs)
    {
        _settings = settings;
        foreach (string gone in _rules.Keys.Except(settings.Alerts.Select(static rule => rule.Name), StringComparer.Ordinal).ToArray())
        {
            Drop(_rules[gone].State);
            _rules.Remove(gone);
        }

        foreach (AlertSettings rule in settings.Alerts)
            Use(rule, nowNs);
        _isReaderStale = true;
        if (_rules.Count > 0 && _queue is null)
            _queue = _hub.SubscribeRules(QueueBytesMax, _wake.Set);
        if (_rules.Count > 0)
            AlertsLog.InForce(_log, _rules.Count);
    }

    private void Use(AlertSettings settings, long nowNs)
    {
        if (_rules.TryGetValue(settings.Name, out RuleWatch? before) && _thread is null)
            return; // Restored a moment ago.
        RuleRecord? record = before?.State.ToRecord();
        before?.State.Forget();
        var state = new RuleState(new AlertRule(settings), this, _memory);
        if (record is not null && state.Restore(record, nowNs) is > 0 and var lost)
            Remember(new AlertHistoryEntry { At = _clock.Wall, Kind = AlertHistoryKind.Removed, Rule = settings.Name, Count = lost, Title = "its kind or its groups were changed" });
        if (record is not null)
            state.Resume(nowNs);
        else
            state.Begin(nowNs);
        _rules[settings.Name] = new RuleWatch(state) { Cost = new RuleCost(before?.Cost.TotalNs ?? 0) };
    }

    private void Drop(RuleState state)
    {
        long firing = state.Groups.Count(static group => group.IsFiring);
        if (firing > 0)
            Remember(new AlertHistoryEntry { At = _clock.Wall, Kind = AlertHistoryKind.Removed, Rule = state.Rule.Name, Count = firing, Title = "the rule was taken away" });
        state.Forget();
    }

    private void Loop()
    {
        try
        {
            LowPriority.TakeForThisThread(Niceness);
            if (_queue is not null)
                AlertWarmUp.Run(_hub, _time);
            CatchUp();
            while (!_isStopping)
            {
                bool isBusy = Turn();
                if (!isBusy && _wake.Wait(WaitFor()))
                    _wake.Reset();
            }

            while (Turn())
            {
            }

            lock (_lock)
                SaveSnapshot(isClean: true);
        }
        catch (OperationCanceledException) when (_isStopping)
        {
        }
#pragma warning disable CA1031 // A mistake of ours: the process ends with it, loudly.
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            _died(mistake);
        }
    }

    /// <returns>True: there is more to look at.</returns>
    private bool Turn()
    {
        // What wakes us from here on is for the next turn.
        _wake.Reset();
        lock (_lock)
        {
            _turnNs = _clock.NowNs;
            int texts = 0;
            for (; texts < TextsPerTurn && _queue?.Take() is { } text; texts++)
                Look(text);
            CountUnseen();
            NoticeSetClock();
            foreach (RuleWatch rule in _rules.Values)
            {
                if (rule.State.DueNs <= _turnNs)
                    rule.State.Advance(_turnNs);
            }

            Commit();
            Deliver();
            if (_turnNs >= _snapshotDueNs || _folder?.JournalBytes > AlertFolder.JournalBytesMax)
                SaveSnapshot(isClean: false);
            return texts == TextsPerTurn;
        }
    }

    private void Look(TailText text)
    {
        try
        {
            if (_reader is null || _isReaderStale)
                _reader = new RuleReader([.. _rules.Values], _time, _hub.Formats);
            _isReaderStale = false;
            long processor = ThreadTime.Now();
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            _reader.Read(text, Found);
            Charge(ThreadTime.Now() - processor, System.Diagnostics.Stopwatch.GetTimestamp() - start);
        }
        finally
        {
            text.Release();
            _textsToOverlap--;
        }
    }

    private void Found(RuleWatch rule, Search.EventView row, ReadOnlySpan<byte> line, ulong hash)
    {
        if (!IsOverlap(rule, hash))
            rule.State.Observe(_turnNs, row, line, hash);
    }

    /// <summary>The time that rules took by the clock, as far as it was the processor's: on a busy machine much of it was others'.</summary>
    private void Charge(long processorNs, long ticks)
    {
        double nsPerTick = ticks <= 0 ? 0 : Math.Min(1e9 / System.Diagnostics.Stopwatch.Frequency, (double)processorNs / ticks);
        double most = AlertRule.Ns(_settings.Limits.AlertCpu);
        foreach (RuleWatch rule in _rules.Values)
        {
            if (rule.TurnTicks == 0)
                continue;
            double ns = rule.TurnTicks * nsPerTick;
            rule.TurnTicks = 0;
            if (rule.Cost.Charge(_turnNs, ns, most))
                CutOff(rule);
            if (rule.State.Beyond > 0 && !rule.HasToldBeyond)
            {
                AlertsLog.Beyond(_log, rule.Rule.Name);
                rule.HasToldBeyond = true;
            }
        }
    }

    private void CutOff(RuleWatch rule)
    {
        long milliseconds = (long)_settings.Limits.AlertCpu.TotalMilliseconds;
        AlertsLog.CutOff(_log, rule.Rule.Name, milliseconds);
        _isReaderStale = true;
        string title = $"The alert rule {rule.Rule.Name} is too slow and was cut off";
        Happened(new AlertRecord
        {
            History = new AlertHistoryEntry { At = _clock.Now, Kind = AlertHistoryKind.CutOff, Rule = rule.Rule.Name, Title = title, IsTold = true },
            Notification = new Notification
            {
                Id = $"{Epoch}-cut-{_turnNs}",
                Kind = NotificationKind.Firing,
                Severity = AlertSeverity.Error,
                Rule = rule.Rule.Name,
                Title = title,
                Text = $"It took more than {milliseconds} ms of processor time a second ([limits] alert_cpu), and looks at nothing until the configuration is read again "
                    + "(SIGHUP). Make its query or its patterns more exact.",
                Time = _clock.Now,
            },
            Channels = rule.Rule.Settings.Channels,
        });
    }

    private void CountUnseen()
    {
        _unseen += _queue?.TakeMissed() ?? 0;
        if (_unseen == _unseenTold || _turnNs - _unseenToldAtNs < 60_000_000_000)
            return;
        AlertsLog.Unseen(_log, _unseen - _unseenTold);
        (_unseenTold, _unseenToldAtNs) = (_unseen, _turnNs);
    }

    /// <summary>A silence ends by the clock on the wall.</summary>
    private void NoticeSetClock()
    {
        if (_clock.SetByNs is var by && Math.Abs(by - _setByNs) < 1_000_000_000)
            return;
        _setByNs = by;
        foreach (RuleWatch rule in _rules.Values)
            rule.State.Reconsider(_turnNs);
    }

    private TimeSpan WaitFor()
    {
        lock (_lock)
        {
            long due = Math.Min(_snapshotDueNs, _outgoing.Count > 0 ? _deliverDueNs : long.MaxValue);
            foreach (RuleWatch rule in _rules.Values)
                due = Math.Min(due, rule.State.DueNs);
            TimeSpan wait = TimeSpan.FromTicks(Math.Max(0, (due - _clock.NowNs + 99) / 100));
            return wait < WaitMax ? wait : WaitMax;
        }
    }
}

/// <summary>Runs a query over what is stored.</summary>
internal delegate Task AlertSearch(Query.LogsQuery query, Query.TimeBounds time, Query.IPipeProcessor receiver, CancellationToken cancellation);
