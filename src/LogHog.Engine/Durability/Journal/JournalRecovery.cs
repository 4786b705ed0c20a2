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
    private readonly Dictionary<string, List<(BatchPlace Place, int Part, int Bytes)>> _homeless = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, int> _unplaced = [];

    private JournalRecovery(RootedFolder logs, TimeProvider time, RecoveryReport report, JournalIndex index, JournalTail tail)
    {
        _logs = logs;
        _time = time;
        _report = report;
        _index = index;
        _tail = tail;
    }

    public static EventJournal Run(RootedFolder folder, RootedFolder logs, JournalSettings settings, TimeProvider time)
    {
        DurableFile lockFile = folder.OpenReadWrite("lock", create: true);
        if (!lockFile.TryLock())
        {
            lockFile.Dispose();
            throw new DiskException(Errno.EBUSY, "lock", folder.Path);
        }
        try
        {
            return Run(folder, logs, settings, time, lockFile);
        }
        catch
        {
            lockFile.Dispose(); // on a full disk it is tried again, by this process
            throw;
        }
    }

    private static EventJournal Run(
        RootedFolder folder, RootedFolder logs, JournalSettings settings, TimeProvider time, DurableFile lockFile)
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

        JournalRecovery recovery = new(logs, time, report, index, tail);
        long settled = recovery.Place(state.Lsn);
        PendingPlacements pending = new(settled);
        foreach ((long lsn, int parts) in recovery._unplaced)
            pending.Add(lsn, parts);
        Failpoints.Hit("recovery.placed");
        checkpoint.Write(state with { Salt = salt, Lsn = settled });
        tail.CheckpointLsn = settled;
        FileSync files = new(folder, logs, time, salt);
        JournalCheckpoint background = new(folder, tail, pending, clients, checkpoint, settings, files, salt);
        background.TryRun(); // frees the segments that are done with
        background.Start();
        return new EventJournal(tail, pending, clients, background, settings, lockFile, report);
    }

    /// <summary>Without a good slot: what the newest segment said about the checkpoint when it was begun, or everything there is.</summary>
    private static CheckpointState Guess(ulong salt, List<SegmentFile> segments)
    {
        long newest = segments.Select(s => s.Header?.CheckpointLsn ?? 0).DefaultIfEmpty(0).Max();
        return new CheckpointState(salt, newest, newest);
    }

    /// <returns>Up to where every batch is in its files, durably.</returns>
    private long Place(long checkpointLsn)
    {
        _report.RecordsDamaged = _index.Damaged;
        _report.RecordsTorn = _index.Torn;
        _report.BatchesLeftOut = _index.LeftOut;
        _report.UnreadableBytes = _index.UnreadableBytes;
        using (FilePlacement placement = new(_logs, _time, _report, rewritesEqual: _index.IsSameBoot))
        {
            PlaceWhereNoted(placement, checkpointLsn);
            AppendTheRest(placement);
        }
        return _unplaced.Count == 0 ? _index.LastLsn : _unplaced.First().Key - 1;
    }

    private void PlaceWhereNoted(FilePlacement placement, long checkpointLsn)
    {
        HashSet<long> doubles = FindDoubles();
        DurableFile? segment = null;
        string segmentName = "";
        foreach (BatchPlace place in _index.Batches.Where(b => b.Lsn > checkpointLsn))
        {
            if (doubles.Contains(place.Lsn))
            {
                _report.BatchesLeftOut++;
                continue;
            }
            if (!string.Equals(segmentName, place.Segment, StringComparison.Ordinal))
            {
                segment?.Dispose();
                segment = _index.OpenSegment(segmentName = place.Segment);
            }
            if (JournalIndex.Load(place, segment!) is not { } batch)
            {
                _report.RecordsDamaged++;
                continue;
            }
            _report.Batches++;
            for (int part = 0; part < batch.Parts.Count; part++)
                PlaceWhereNoted(placement, place, part, batch.Parts[part]);
        }
        segment?.Dispose();
        try
        {
            placement.SettleEnds();
            placement.Sync();
        }
        catch (DiskException failure)
        {
            _report.Add(failure.Message);
            foreach (BatchPlace place in _index.Batches.Where(b => b.Lsn > checkpointLsn))
                _unplaced[place.Lsn] = int.MaxValue; // nobody knows which of them it was: the next start writes all again
        }
    }

    private void PlaceWhereNoted(FilePlacement placement, BatchPlace place, int part, JournalPart lines)
    {
        _report.Events += lines.Events;
        try
        {
            PlacementIntent? intent = _index.IntentOf(place.Lsn, part);
            if (_index.IsSettled(place.Lsn, part))
                _report.PartsSettled++;
            else if (lines.Lines.IsEmpty)
                _report.PartsInPlace++;
            else if (intent is null || !placement.TryPlace(intent.Value, lines.Lines.Span))
            {
                if (!_homeless.TryGetValue(lines.File, out var list))
                    _homeless.Add(lines.File, list = []);
                list.Add((place, part, lines.Lines.Length));
            }
        }
        catch (DiskException failure)
        {
            GiveUp(place.Lsn, failure);
        }
    }

    private void AppendTheRest(FilePlacement placement)
    {
        foreach ((string file, List<(BatchPlace Place, int Part, int Bytes)> parts) in _homeless)
        {
            long bytes = parts.Sum(p => (long)p.Bytes);
            long search = _index.IsComplete ? 0 : (2 * bytes) + SearchSlackBytes;
            try
            {
                placement.Append(file, Load(parts), search, Note);
            }
            catch (Exception failure) when (failure is DiskException or ArgumentException)
            {
                DiskException disk = failure as DiskException ?? new DiskException(Errno.EINVAL, "open", file);
                foreach ((BatchPlace place, _, _) in parts)
                    GiveUp(place.Lsn, disk);
            }
        }
    }

    private IEnumerable<(long Lsn, int Part, ReadOnlyMemory<byte> Lines)> Load(List<(BatchPlace Place, int Part, int Bytes)> parts)
    {
        foreach ((BatchPlace place, int part, _) in parts)
        {
            if (_index.Load(place) is { } batch)
                yield return (place.Lsn, part, batch.Parts[part].Lines);
        }
    }

    private void Note(PlacementIntent intent)
    {
        ReadOnlySpan<PlacementIntent> one = [intent];
        int length = NoteCodec.Measure(one);
        byte[] record = new byte[JournalRecord.TotalBytesOf(length)];
        NoteCodec.Write(one, record.AsSpan(JournalRecord.HeaderBytes));
        if (!_tail.TryNote(RecordKind.Intents, record, length))
            _report.Add($"{intent.File}: no room in the journal to note where batch {intent.Lsn} goes; a kill right now may store it twice");
    }

    private void GiveUp(long lsn, DiskException failure)
    {
        _report.PartsUnplaced++;
        _report.Add(failure.Message);
        _unplaced[lsn] = _unplaced.GetValueOrDefault(lsn) is var parts && parts == int.MaxValue ? parts : parts + 1;
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
