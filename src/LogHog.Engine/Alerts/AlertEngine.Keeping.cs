using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Alerts.Stream;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Alerts;

/// <summary>What is kept on disk, and what is told: first the one, then the other.</summary>
public sealed partial class AlertEngine
{
    private const int HistoryMax = 1_000;

    // A channel holds its own queue on disk: what waits here waits for a full disk.
    private const int OutgoingMax = 10_000;

    private static readonly long SnapshotEveryNs = AlertRule.Ns(TimeSpan.FromSeconds(10));
    private static readonly long SnapshotIdleNs = AlertRule.Ns(TimeSpan.FromSeconds(60));
    private static readonly long RetryNs = AlertRule.Ns(TimeSpan.FromSeconds(1));

    // Writing what is remembered takes at most this part of the time.
    private const int SnapshotShare = 50;

    private readonly List<AlertRecord> _happened = [];
    private readonly List<AlertRecord> _delivered = [];
    private readonly Queue<AlertHistoryEntry> _history = new();
    private readonly List<OutgoingRecord> _outgoing = [];
    private readonly List<AlertSilence> _silences = [];
    private readonly HashSet<string> _missingChannels = new(StringComparer.Ordinal);
    private AlertFolder? _folder;
    private string _epoch = "";
    private long _snapshotDueNs;
    private long _deliverDueNs;
    private long _matchesKept;
    private long _failures;
    private bool _isFailing;

    string IRuleVoice.Epoch => _epoch;

    private string Epoch => _epoch;

    long IRuleVoice.QuietUntil(string rule, IReadOnlyList<KeyValuePair<string, string>> labels, long nowNs)
    {
        long until = 0;
        foreach (AlertSilence silence in _silences)
        {
            if (silence.Holds(rule, labels))
                until = Math.Max(until, EndOf(silence));
        }

        return until;
    }

    void IRuleVoice.Happened(AlertRecord record) => Happened(record);

    /// <summary>Its moments become those of the clock on the wall.</summary>
    private void Happened(AlertRecord record)
    {
        if (_clock.SetByNs is not 0 and var by)
        {
            TimeSpan setBy = TimeSpan.FromTicks(by / 100);
            record = record with
            {
                SetByNs = by,
                History = record.History is { } entry ? entry with { At = entry.At + setBy } : null,
                Notification = record.Notification is { } notification ? notification with { Time = notification.Time + setBy } : null,
            };
        }

        _happened.Add(record);
    }

    private long EndOf(AlertSilence silence) => NsOf(silence.Until) - _clock.SetByNs;

    private static long NsOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void Remember(AlertHistoryEntry entry)
    {
        while (_history.Count >= HistoryMax)
            _history.Dequeue();
        _history.Enqueue(entry);
    }

    /// <summary>What happened in this turn goes to the disk in one write; only then is it told.</summary>
    /// <param name="isKeptNext">A snapshot follows at once, so it may do without a journal.</param>
    private void Commit(bool isKeptNext = false)
    {
        if (_happened.Count == 0)
            return;
        if (_folder is not null && (_folder.HasJournal || !isKeptNext))
            OnDisk(() => _folder.Append(_happened, isUrgent: true));
        foreach (AlertRecord record in _happened)
        {
            if (record.History is { } entry)
                Remember(entry);
            if (record.Notification is not { } notification)
                continue;
            AlertsLog.Told(_log, notification.Kind, notification.Severity, notification.Title);
            if (record.Channels.Count > 0)
                _outgoing.Add(new OutgoingRecord(notification, record.Channels));
        }

        _happened.Clear();
        _deliverDueNs = 0;
        if (_outgoing.Count <= OutgoingMax)
            return;
        AlertsLog.TooManyWait(_log, OutgoingMax);
        _outgoing.RemoveRange(0, _outgoing.Count - OutgoingMax);
    }

    /// <summary>Gives notifications to their channels, in order. One that does not take its own holds up nobody else's.</summary>
    private void Deliver()
    {
        if (_outgoing.Count == 0 || _turnNs < _deliverDueNs)
            return;
        HashSet<string> refusing = new(StringComparer.Ordinal);
        for (int i = 0; i < _outgoing.Count; i++)
        {
            (Notification notification, IReadOnlyList<string> channels) = _outgoing[i];
            string[] left = [.. channels.Where(channel => !TryDeliver(channel, notification, refusing))];
            _outgoing[i] = new OutgoingRecord(notification, left);
            if (left.Length == 0)
                _delivered.Add(new AlertRecord { Done = notification.Id });
        }

        _outgoing.RemoveAll(static one => one.Channels.Count == 0);
        _deliverDueNs = _turnNs + RetryNs;
        // Not worth a sync: who is told again knows the id.
        if (_delivered.Count > 0 && _folder is not null)
            OnDisk(() => _folder.Append(_delivered, isUrgent: false));
        _delivered.Clear();
    }

    private bool TryDeliver(string channel, Notification notification, HashSet<string> refusing)
    {
        if (refusing.Contains(channel))
            return false;
        if (_notifier?.Knows(channel) != true)
        {
            // A reload brings the rules first; its channels come a moment later.
            if (_notifier is not null && _settings.Channels.Any(one => one.Name == channel))
                return false;
            if (_missingChannels.Add($"{notification.Rule}\n{channel}"))
                AlertsLog.NoChannel(_log, notification.Rule, channel);
            return true;
        }

        try
        {
            Failpoints.Hit("alerts.enqueue");
            _notifier.Enqueue(channel, notification);
            Failpoints.Hit("alerts.enqueue.done");
            return true;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException)
        {
            AlertsLog.ChannelRefuses(_log, channel, failure.Message);
            refusing.Add(channel);
            // It went away with a reload between the question and the call.
            return failure is ArgumentException;
        }
    }

    private void SaveSnapshot(bool isClean)
    {
        long start = _clock.NowNs;
        Commit(isKeptNext: true);
        if (_folder is null && _rules.Count == 0 && _silences.Count == 0)
        {
            // Nothing is remembered where there is nothing to remember.
            _snapshotDueNs = long.MaxValue;
            return;
        }

        long matches = _rules.Values.Sum(static rule => rule.State.Matches);
        _silences.RemoveAll(silence => EndOf(silence) < start);
        OnDisk(() =>
        {
            _folder ??= AlertFolder.Open(_settings.AlertsFolder);
            _folder.Save(new AlertSnapshot
            {
                Epoch = _epoch,
                AtNs = start,
                SetByNs = _clock.SetByNs,
                IsClean = isClean,
                Rules = [.. _rules.Values.Select(static rule => rule.State.ToRecord())],
                Silences = [.. _silences],
                History = [.. _history],
                Outgoing = [.. _outgoing],
            });
        });
        long now = _clock.NowNs;
        // As long as nothing is found a look now and then says until when we looked.
        _snapshotDueNs = now + Math.Max((now - start) * SnapshotShare, matches == _matchesKept ? SnapshotIdleNs : SnapshotEveryNs);
        _matchesKept = matches;
    }

    private void OnDisk(Action write)
    {
        try
        {
            write();
            if (_isFailing && _folder is not null)
                AlertsLog.KeptAgain(_log);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // People are told nevertheless: better twice than not at all.
            _failures++;
            if (!_isFailing)
                AlertsLog.NotKept(_log, failure.Message);
            _isFailing = true;
            _snapshotDueNs = Math.Min(_snapshotDueNs, _clock.NowNs + RetryNs);
        }
    }

    private void Load()
    {
        AlertSnapshot? snapshot = null;
        IReadOnlyList<AlertRecord> records = [];
        OnDisk(() =>
        {
            if (!Directory.Exists(_settings.AlertsFolder))
                return;
            _folder = AlertFolder.Open(_settings.AlertsFolder);
            (snapshot, records) = _folder.Load((file, problem) => AlertsLog.Damaged(_log, file, problem));
        });
        _epoch = snapshot?.Epoch is { Length: > 0 } epoch ? epoch : Guid.NewGuid().ToString("N")[..8];
        if (snapshot is null)
            return;
        _clock.GoOn(records.LastOrDefault(static record => record.History is not null)?.SetByNs ?? snapshot.SetByNs);
        Restore(snapshot, records, _clock.NowNs);
    }

    private void Restore(AlertSnapshot snapshot, IReadOnlyList<AlertRecord> records, long nowNs)
    {
        // Moments of the future, after a clock was set back, would never come.
        long keptUntil = Math.Max(snapshot.AtNs, records.Select(static record => record.History is { } entry ? NsOf(entry.At) - record.SetByNs : 0).DefaultIfEmpty(0).Max());
        _keptUntilNs = Math.Min(nowNs, keptUntil);
        _isCaughtUp = snapshot.IsClean;
        _silences.AddRange(snapshot.Silences);
        foreach (AlertHistoryEntry entry in snapshot.History)
            Remember(entry);
        _outgoing.AddRange(snapshot.Outgoing);
        Dictionary<string, RuleRecord> kept = snapshot.Rules.ToDictionary(static rule => rule.Rule, StringComparer.Ordinal);
        foreach (Configuration.AlertSettings settings in _settings.Alerts)
        {
            var state = new RuleState(new AlertRule(settings), this, _memory);
            if (kept.GetValueOrDefault(settings.Name) is { } record)
                state.Restore(record, _keptUntilNs);
            else if (records.All(record => record.Rule != settings.Name))
                continue; // A new one.
            foreach (AlertRecord happened in records.Where(record => record.Rule == settings.Name))
                state.Replay(happened, _keptUntilNs);
            state.Resume(_keptUntilNs);
            _rules[settings.Name] = new RuleWatch(state);
        }

        foreach (AlertRecord record in records)
            Replay(record);
    }

    private void Replay(AlertRecord record)
    {
        if (record.History is { } entry)
            Remember(entry);
        if (record.Notification is { } notification && record.Channels.Count > 0)
            _outgoing.Add(new OutgoingRecord(notification, record.Channels));
        if (record.Done is { } done)
            _outgoing.RemoveAll(one => one.Notification.Id == done);
        if (record.Silence is { } silence)
            _silences.Add(silence);
        if (record.SilenceRemoved is { } removed)
            _silences.RemoveAll(one => one.Id == removed);
    }
}
