using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The start of a journal: brings every log file to exactly what the journal proves, then hands the journal out. It may be killed
/// at any line and be run again: what it is about to append it notes first, like every writer.
/// </summary>
internal sealed class JournalRecovery
{
    /// <summary>Lines of inputs without acknowledgement lie between the parts that are looked for over a power cut.</summary>
    private const long SearchSlackBytes = 4 << 20;

    private readonly RootedFolder _logs;
    private readonly TimeProvider _time;
    private readonly RecoveryReport _report;
    private readonly JournalIndex _index;
    private readonly JournalTail _tail;
    private readonly bool _filesWentOn;
    private readonly Dictionary<string, List<HomelessPart>> _homeless = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, int> _unplaced = [];

    private JournalRecovery(RootedFolder logs, TimeProvider time, RecoveryReport report, JournalIndex index, JournalTail tail, bool filesWentOn)
    {
        _logs = logs;
        _time = time;
        _report = report;
        _index = index;
        _tail = tail;
        _filesWentOn = filesWentOn;
    }

    /// <inheritdoc cref="EventJournal.Open"/>
    public static EventJournal Run(RootedFolder folder, RootedFolder logs, JournalSettings settings, TimeProvider time, bool filesWentOn)
    {
        DurableFile lockFile = folder.OpenReadWrite("lock", create: true);
        if (!lockFile.TryLock())
        {
            lockFile.Dispose();
            throw new DiskException(Errno.EBUSY, "lock", folder.Path);
        }
        try
        {
            return Run(folder, logs, settings, time, filesWentOn, lockFile);
        }
        catch
        {
            lockFile.Dispose(); // on a full disk it is tried again, by this process
            throw;
        }
    }

    private static EventJournal Run(
        RootedFolder folder, RootedFolder logs, JournalSettings settings, TimeProvider time, bool filesWentOn, DurableFile lockFile)
    {
        RecoveryReport report = new();
        CheckpointFile checkpoint = CheckpointFile.Open(folder);
        (ulong salt, List<SegmentFile> segments, List<string> spare) = SegmentFiles.Sort(folder, checkpoint.State, time, report);
        CheckpointState state = checkpoint.State ?? Guess(salt, segments);
        ClientSequences clients = new(settings.ClientsMax);
        long clientsLsn = Math.Min(ClientSnapshot.Load(folder, salt, clients), state.ClientsLsn);
        JournalIndex index = JournalIndex.Read(folder, segments, salt, Math.Min(state.Lsn, clientsLsn), state.Lsn);
        foreach (BatchPlace batch in index.Batches.Where(b => b.Client.Length > 0))
            clients.Restore(batch.Client, batch.Sequence);
        clients.AdvanceTo(index.LastLsn);

        SegmentPool pool = new(folder, settings);
        foreach (SegmentFile segment in segments.Where(s => !index.Used.Exists(u => string.Equals(u.Name, s.Name, StringComparison.Ordinal))))
            pool.Adopt(segment.Name, lastLsn: null); // behind the checkpoint: free, the oldest first
        foreach (string name in spare)
            pool.Adopt(name, lastLsn: null);
        foreach ((string name, long lastLsn) in index.Used)
            pool.Adopt(name, lastLsn);
        JournalTail tail = new(pool, settings, salt) { CheckpointLsn = state.Lsn };
        tail.Start(index.LastSequence, index.LastLsn);

        JournalRecovery recovery = new(logs, time, report, index, tail, filesWentOn);
        long settled = recovery.Place(state.Lsn);
        PendingPlacements pending = new(settled);
        foreach ((long lsn, int parts) in recovery._unplaced)
            pending.Add(lsn, parts);
        Failpoints.Hit("recovery.placed");
        if (checkpoint.State is null)
            checkpoint.Write(state with { Salt = salt });
        FileSync files = new(folder, logs, time, salt);
        JournalCheckpoint background = new(folder, tail, pending, clients, checkpoint, settings, files, salt);
        // What was placed is not synced yet, and nobody waits for it: the journal has it until the checkpoint has passed it.
        background.RunSoon();
        background.Start();
        return new EventJournal(tail, pending, clients, background, settings, lockFile, report);
    }

    /// <summary>Without a good slot: what the newest segment said about the checkpoint when it was begun, or everything there is.</summary>
    private static CheckpointState Guess(ulong salt, List<SegmentFile> segments)
    {
        long newest = segments.Select(s => s.Header?.CheckpointLsn ?? 0).DefaultIfEmpty(0).Max();
        return new CheckpointState(salt, newest, newest);
    }

    /// <returns>Up to where every batch is in its files; not synced.</returns>
    private long Place(long checkpointLsn)
    {
        _report.RecordsDamaged = _index.Damaged;
        _report.RecordsTorn = _index.Torn;
        _report.BatchesLeftOut = _index.LeftOut;
        _report.UnreadableBytes = _index.UnreadableBytes;
        using (FilePlacement placement = new(_logs, _time, _report, rewritesEqual: _index.IsSameBoot, keepsOther: _filesWentOn))
        {
            PlaceWhereNoted(placement, checkpointLsn);
            AppendTheRest(placement);
        }
        return _unplaced.Count == 0 ? _index.LastLsn : _unplaced.First().Key - 1;
    }

    private void PlaceWhereNoted(FilePlacement placement, long checkpointLsn)
    {
        HashSet<long> doubles = FindDoubles();
        using SegmentReader reader = _index.OpenReader();
        foreach (BatchPlace place in _index.Batches.Where(b => b.Lsn > checkpointLsn))
        {
            if (doubles.Contains(place.Lsn))
            {
                _report.BatchesLeftOut++;
                continue;
            }
            _report.Batches++;
            for (int part = 0; part < place.Parts.Length; part++)
                PlaceWhereNoted(placement, reader, place, part);
        }
        placement.SettleEnds();
    }

    private void PlaceWhereNoted(FilePlacement placement, SegmentReader reader, BatchPlace place, int number)
    {
        PartPlace part = place.Parts[number];
        _report.Events += part.Events;
        try
        {
            PlacementIntent? intent = _index.IntentOf(place.Lsn, number);
            if (_index.IsSettled(place.Lsn, number))
                _report.PartsSettled++;
            else if (part.Length == 0)
                _report.PartsInPlace++;
            else if (intent is null || !placement.TryPlace(intent.Value, reader.Read(place.Segment, part.Offset, part.Length)))
            {
                if (!_homeless.TryGetValue(part.File, out var list))
                    _homeless.Add(part.File, list = []);
                list.Add(new HomelessPart(place.Lsn, number, place.Segment, part.Offset, part.Length));
            }
        }
        catch (DiskException failure)
        {
            GiveUp(place.Lsn, failure);
        }
    }

    private void AppendTheRest(FilePlacement placement)
    {
        using SegmentReader reader = _index.OpenReader();
        foreach ((string file, List<HomelessPart> parts) in _homeless)
        {
            long bytes = parts.Sum(p => (long)p.Length);
            long search = _index.IsComplete && !_filesWentOn ? 0 : (2 * bytes) + SearchSlackBytes;
            try
            {
                placement.Append(file, parts, reader, search, TryNote);
            }
            catch (Exception failure) when (failure is DiskException or ArgumentException)
            {
                DiskException disk = failure as DiskException ?? new DiskException(Errno.EINVAL, "open", file);
                foreach (HomelessPart part in parts)
                    GiveUp(part.Lsn, disk);
            }
        }
    }

    private bool TryNote(ReadOnlySpan<PlacementIntent> intents)
    {
        int length = NoteCodec.Measure(intents);
        byte[] record = new byte[JournalRecord.TotalBytesOf(length)];
        NoteCodec.Write(intents, record.AsSpan(JournalRecord.HeaderBytes));
        if (_tail.TryNote(RecordKind.Intents, record, length))
            return true;
        _report.Add($"{intents[0].File}: no room in the journal to note where parts of {intents.Length} batches go; a kill right now may store them twice");
        return false;
    }

    private void GiveUp(long lsn, DiskException failure)
    {
        _report.PartsUnplaced++;
        _report.Add(failure.Message);
        _unplaced[lsn] = _unplaced.GetValueOrDefault(lsn) + 1;
    }

    /// <summary>
    /// A batch that failed, came to the disk nevertheless and was sent again, with the record of the failure lost: the one that was
    /// put into files counts, else the later one.
    /// </summary>
    private HashSet<long> FindDoubles()
    {
        HashSet<long> doubles = [];
        Dictionary<(string, long), BatchPlace> seen = [];
        foreach (BatchPlace place in _index.Batches.Where(b => b.Client.Length > 0))
        {
            if (!seen.TryAdd((place.Client, place.Sequence), place))
            {
                BatchPlace first = seen[(place.Client, place.Sequence)];
                bool keepsFirst = _index.IntentOf(first.Lsn, 0) is not null && _index.IntentOf(place.Lsn, 0) is null;
                doubles.Add(keepsFirst ? place.Lsn : first.Lsn);
                seen[(place.Client, place.Sequence)] = keepsFirst ? first : place;
            }
        }
        return doubles;
    }
}

/// <summary>A part whose place nobody knows: it is appended.</summary>
/// <param name="Lsn">Its batch.</param>
/// <param name="Part">Index in the batch.</param>
/// <param name="Segment">The file that has its lines.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HomelessPart(long Lsn, int Part, string Segment, int Offset, int Length);
