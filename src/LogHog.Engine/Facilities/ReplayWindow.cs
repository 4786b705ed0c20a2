using LogHog.Engine.Durability;
using LogHog.Protocols;

namespace LogHog.Engine.Facilities;

/// <summary>
/// Which messages of version 2 have been accepted, so that none is accepted twice: not in this process, and, by
/// <see cref="ReplayJournal"/>, not after a restart or a kill either. One for the server; any thread may call it.
/// </summary>
/// <remarks>
/// It forgets only what cannot come back: a nonce is kept until the message's own time has left the window, and whatever
/// has been forgotten moves a floor that no older message passes, whatever the clock does later. When it is full it forgets
/// the oldest in the same way: the window for late messages becomes shorter, and nothing that was accepted is accepted again.
/// </remarks>
internal sealed class ReplayWindow : IDisposable
{
    /// <summary>About 40 bytes each: 40 MB at most. At 3,000 messages a second it covers all of the default ±300 s.</summary>
    public const int EntriesMaxDefault = 1_000_000;

    // Messages are forgotten by groups of so many seconds of their own time.
    private const long GroupNs = 4_000_000_000;
    private const long JournalRetryNs = 10_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, HashSet<UInt128>> _groups = [];
    private readonly int _entriesMax;
    private readonly ReplayJournal? _journal;
    private long _windowNs;
    private long _floorGroup = long.MinValue;
    private long _expiredGroup = long.MinValue;
    private long _journalRetryUnixNs;
    private int _count;
    private bool _anyUnrecorded;

    /// <summary>Takes over what an earlier run has kept.</summary>
    /// <param name="work">The server's work folder; null = memory only.</param>
    /// <param name="window">How far a message's time may be from the server's, either way.</param>
    /// <param name="nowUnixNs">The server's time.</param>
    /// <param name="entriesMax">Nonces at most.</param>
    /// <remarks>A journal that cannot be read or written does not stop the server; <see cref="JournalFailure"/> says why.</remarks>
    public ReplayWindow(RootedFolder? work, TimeSpan window, long nowUnixNs, int entriesMax = EntriesMaxDefault)
    {
        SetWindow(window);
        _entriesMax = entriesMax;
        if (work is null)
            return;
        _journal = new ReplayJournal(work);
        try
        {
            _journal.Read(Remember);
        }
        catch (DiskException failure)
        {
            JournalFailure = failure;
        }
        Expire(nowUnixNs);
        Rewrite(nowUnixNs);
    }

    /// <summary>Why accepted nonces are in memory only for now; null = they are also in the journal.</summary>
    public DiskException? JournalFailure { get; private set; }

    /// <summary>Nonces that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>For a reload.</summary>
    public void SetWindow(TimeSpan window) => Volatile.Write(ref _windowNs, (long)(window.TotalMilliseconds * 1_000_000));

    /// <summary>Accepts a rightly signed message, or says why not. Before its line can be in a file: <see cref="Record"/>.</summary>
    /// <param name="nonce">Its nonce, apart for each key.</param>
    /// <param name="timeUnixNs">Its own time.</param>
    /// <param name="nowUnixNs">The server's.</param>
    public RejectReason Admit(UInt128 nonce, long timeUnixNs, long nowUnixNs)
    {
        long windowNs = Volatile.Read(ref _windowNs);
        if (timeUnixNs < nowUnixNs - windowNs || timeUnixNs > nowUnixNs + windowNs)
            return RejectReason.SignatureOutsideWindow;
        long group = GroupOf(timeUnixNs);
        lock (_lock)
        {
            Expire(nowUnixNs);
            if (_groups.TryGetValue(group, out HashSet<UInt128>? seen) && seen.Contains(nonce))
                return RejectReason.SignatureReplayed;
            if (group >= _floorGroup && _count >= _entriesMax)
                Forget(_groups.Keys.Min());
            if (group < _floorGroup)
                return RejectReason.SignatureOutsideWindow;
            var record = new ReplayRecord(ReplayRecordKind.Nonce, timeUnixNs, nonce);
            Remember(record);
            Gather(record, nowUnixNs);
            return RejectReason.None;
        }
    }

    /// <summary>Puts on record what was admitted, by whichever thread, with one write. After it a kill lets none of it in again.</summary>
    public void Record(long nowUnixNs)
    {
        // What the caller admitted set this; when it is unset, another thread has written that since.
        if (!Volatile.Read(ref _anyUnrecorded))
            return;
        lock (_lock)
            WriteGathered(nowUnixNs);
    }

    public void Dispose() => _journal?.Dispose();

    private static long GroupOf(long timeUnixNs) => (timeUnixNs / GroupNs) - (timeUnixNs % GroupNs < 0 ? 1 : 0);

    private void Remember(ReplayRecord record)
    {
        long group = GroupOf(record.TimeUnixNs);
        if (record.Kind == ReplayRecordKind.Floor)
        {
            _floorGroup = Math.Max(_floorGroup, group);
            return;
        }
        if (!_groups.TryGetValue(group, out HashSet<UInt128>? seen))
            _groups.Add(group, seen = []);
        if (seen.Add(record.Nonce))
            _count++;
    }

    /// <summary>Forgets the groups that have left the window.</summary>
    private void Expire(long nowUnixNs)
    {
        long oldest = GroupOf(nowUnixNs - Volatile.Read(ref _windowNs));
        if (oldest == _expiredGroup)
            return;
        _expiredGroup = oldest;
        foreach (long group in _groups.Keys.Where(group => group < oldest).ToArray())
            Forget(group);
    }

    /// <summary>Only a group with something in it moves the floor: a clock that was wrong for a while locks nobody out.</summary>
    private void Forget(long group)
    {
        _groups.Remove(group, out HashSet<UInt128>? seen);
        _count -= seen!.Count;
        _floorGroup = Math.Max(_floorGroup, group + 1);
    }

    private void Gather(ReplayRecord record, long nowUnixNs)
    {
        if (_journal is null)
            return;
        Volatile.Write(ref _anyUnrecorded, true);
        if (JournalFailure is not null)
            return;
        _journal.Add(record);
        if (_journal.IsFull)
            WriteGathered(nowUnixNs);
    }

    private void WriteGathered(long nowUnixNs)
    {
        if (!_anyUnrecorded)
            return;
        if (_journal!.NeedsRewriting(_count) || JournalFailure is not null)
        {
            Rewrite(nowUnixNs);
        }
        else
        {
            try
            {
                _journal.Write();
            }
            catch (DiskException failure)
            {
                // The message is good and what protects it in this process works: losing the log would be the worse failure.
                JournalFailure = failure;
                _journalRetryUnixNs = nowUnixNs + JournalRetryNs;
            }
        }

        Volatile.Write(ref _anyUnrecorded, false);
    }

    /// <summary>Writes the journal anew from memory: at the start, when most of it is stale, and after a failure, now and then.</summary>
    private void Rewrite(long nowUnixNs)
    {
        if (JournalFailure is not null && nowUnixNs < _journalRetryUnixNs)
            return;
        try
        {
            _journal!.Rewrite(Records());
            JournalFailure = null;
        }
        catch (DiskException failure)
        {
            JournalFailure = failure;
            _journalRetryUnixNs = nowUnixNs + JournalRetryNs;
        }
    }

    private IEnumerable<ReplayRecord> Records()
    {
        if (_floorGroup > long.MinValue)
            yield return new ReplayRecord(ReplayRecordKind.Floor, _floorGroup * GroupNs, UInt128.Zero);
        foreach ((long group, HashSet<UInt128> seen) in _groups)
        {
            foreach (UInt128 nonce in seen)
                yield return new ReplayRecord(ReplayRecordKind.Nonce, group * GroupNs, nonce);
        }
    }
}
