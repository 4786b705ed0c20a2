using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The end of the journal, where records are numbered and written: by the committer in groups, by the writers of log files as
/// notes. A failure closes the segment for ever; only <see cref="Repair"/>, in a new one, opens the tail again.
/// </summary>
internal sealed class JournalTail(SegmentPool pool, JournalSettings settings, ulong salt) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly byte[] _group = new byte[settings.GroupBytesMax];
    private readonly List<(long First, long Last)> _voids = [];
    private JournalSegment? _segment;
    private uint _lastSequence;
    private long _lastLsn;
    private long _durableLsn;
    private volatile DiskException? _failure;

    /// <summary>Why it takes nothing; null = it does.</summary>
    public DiskException? Failure => _failure;

    public long DurableLsn => Volatile.Read(ref _durableLsn);

    /// <summary>The checkpoint, for the headers of new segments.</summary>
    public long CheckpointLsn { get; set; }

    public SegmentPool Pool => pool;

    /// <summary>Holds the tail still, for those who look at or change the pool.</summary>
    public Lock Gate => _lock;

    /// <summary>More than half of the journal waits for a checkpoint.</summary>
    public bool IsHalfUsed
    {
        get
        {
            lock (_lock)
                return pool.IsHalfUsed;
        }
    }

    /// <summary>Begins a segment after what recovery found.</summary>
    public void Start(uint lastSequence, long lastLsn)
    {
        _lastSequence = lastSequence;
        _lastLsn = _durableLsn = lastLsn;
        if (!TryNextSegment(forBatches: false))
            throw new DiskException(Errno.ENOSPC, "begin a segment", "journal");
        _segment!.Sync();
    }

    /// <summary>True when a group of this size will find its place.</summary>
    public bool HasRoomFor(int bytes)
    {
        lock (_lock)
            return _segment?.Fits(bytes) == true || pool.HasRoom(forBatches: true);
    }

    /// <summary>Numbers and writes the batches and brings them to the disk, in one write and one sync.</summary>
    /// <exception cref="DiskException">None of them counts, whatever of them is on the disk; the tail has failed.</exception>
    public void Commit(List<QueuedBatch> group)
    {
        long first = 0;
        try
        {
            JournalSegment segment;
            long last;
            lock (_lock)
            {
                first = _lastLsn + 1;
                segment = Write(group);
                last = _lastLsn;
            }
            Failpoints.Hit("journal.written");
            segment.Sync();
            lock (_lock)
                _durableLsn = Math.Max(_durableLsn, last);
            Failpoints.Hit("journal.synced");
        }
        catch (DiskException failure)
        {
            lock (_lock)
                Fail(failure, first, group.Max(batch => batch.Lsn));
            throw;
        }
    }

    /// <summary>Writes a record that nobody waits for; it is on the disk with the next group, or when the kernel likes.</summary>
    /// <returns>False when there is no place for it now, or the journal has failed.</returns>
    public bool TryNote(RecordKind kind, Span<byte> record, int payloadLength)
    {
        uint payloadCrc = Crc32C.Of(record.Slice(JournalRecord.HeaderBytes, payloadLength));
        lock (_lock)
        {
            if (_segment is null)
                return false;
            try
            {
                if (!_segment.Fits(record.Length) && !TryNextSegment(forBatches: false))
                    return false;
                Stamp(kind, record, payloadLength, payloadCrc);
                _segment.Write(record, _lastLsn);
                return true;
            }
            catch (DiskException failure)
            {
                Fail(failure, 0, 0);
                return false;
            }
        }
    }

    /// <summary>Brings the notes to the disk.</summary>
    /// <exception cref="DiskException">The tail has failed.</exception>
    public void SyncNotes()
    {
        JournalSegment? segment;
        lock (_lock)
            segment = _segment;
        try
        {
            segment?.Sync();
        }
        catch (DiskException failure)
        {
            lock (_lock)
                Fail(failure, 0, 0);
            throw;
        }
    }

    /// <summary>Tries a new segment after a failure; its first record says which batches were answered "failed".</summary>
    /// <returns>False when that failed too: wait, and try again.</returns>
    public bool Repair()
    {
        lock (_lock)
        {
            if (_failure is null)
                return true;
            try
            {
                if (!TryNextSegment(forBatches: false))
                    return false;
                WriteVoids();
                _segment!.Sync();
                _durableLsn = _lastLsn;
                _voids.Clear();
                _failure = null;
                return true;
            }
            catch (DiskException failure)
            {
                Fail(failure, 0, 0);
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _segment?.Dispose();
            _segment = null;
            pool.CloseAll();
        }
    }

    /// <returns>The segment that the last of them went to; those before it are synced.</returns>
    private JournalSegment Write(List<QueuedBatch> group)
    {
        int held = 0;
        foreach (QueuedBatch batch in group)
        {
            Span<byte> record = batch.Record;
            if (_segment is null)
                throw _failure ?? new DiskException(Errno.EIO, "write", "journal");
            if (!_segment.Fits(held + record.Length))
            {
                Flush(ref held);
                // What was kept back for notes, if a note took the last meanwhile: room was looked for before.
                if (!TryNextSegment(forBatches: false))
                    throw new DiskException(Errno.ENOSPC, "begin a segment", "journal");
            }
            if (held + record.Length > _group.Length)
                Flush(ref held);
            Stamp(RecordKind.Batch, record, batch.PayloadLength, batch.PayloadCrc);
            batch.Lsn = _lastLsn;
            if (record.Length > _group.Length)
            {
                _segment.Write(record, _lastLsn);
                continue;
            }
            record.CopyTo(_group.AsSpan(held));
            held += record.Length;
        }
        Flush(ref held);
        return _segment!;
    }

    private void Flush(ref int held)
    {
        if (held > 0)
            _segment!.Write(_group.AsSpan(0, held), _lastLsn);
        held = 0;
    }

    private void Stamp(RecordKind kind, Span<byte> record, int payloadLength, uint payloadCrc)
    {
        _lastLsn++;
        new JournalRecord(kind, _segment!.Header.Sequence, _lastLsn, _durableLsn, payloadLength, payloadCrc)
            .WriteHeader(record, salt);
    }

    /// <summary>Goes on in the next segment; what is in the old one is synced first, so that only the last can have a torn end.</summary>
    private bool TryNextSegment(bool forBatches)
    {
        if (!pool.HasRoom(forBatches))
            return false;
        if (_segment is { } full)
        {
            full.Sync();
            _durableLsn = Math.Max(_durableLsn, full.LastLsn);
            pool.Retire(full);
            _segment = null;
        }
        SegmentHeader header = new(++_lastSequence, settings.SegmentBytes, salt, _lastLsn + 1, CheckpointLsn, SegmentHeader.CurrentBoot);
        _segment = pool.Begin(header, forBatches);
        return _segment is not null;
    }

    private void WriteVoids()
    {
        const int rangeBytes = 2 * sizeof(long);
        for (int from = 0; from < _voids.Count;)
        {
            int count = Math.Min(_voids.Count - from, 1024);
            byte[] record = new byte[JournalRecord.TotalBytesOf(count * rangeBytes)];
            Span<byte> payload = record.AsSpan(JournalRecord.HeaderBytes, count * rangeBytes);
            NoteCodec.WriteVoid(_voids.GetRange(from, count), payload);
            Stamp(RecordKind.Void, record, payload.Length, Crc32C.Of(payload));
            _segment!.Write(record, _lastLsn);
            from += count;
        }
    }

    private void Fail(DiskException failure, long firstVoid, long lastVoid)
    {
        _failure ??= failure;
        if (lastVoid >= firstVoid && firstVoid > 0)
            _voids.Add((firstVoid, lastVoid));
        if (_segment is not { } broken)
            return;
        broken.CountTo(_lastLsn);
        pool.Retire(broken);
        _segment = null;
    }
}
