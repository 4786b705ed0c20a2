using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// What makes an acknowledgement true. A batch is durable when <see cref="AppendAsync"/> completes; the log files follow, and a
/// crash in between is made good at the next start.
/// </summary>
/// <remarks>
/// How it is used, for each batch of an acknowledging input:
/// <code>
/// AppendResult result = await journal.AppendAsync(batch, token);      // DiskException: answer "not now", nothing is stored
/// if (result.Status == AppendStatus.Stored)
///     hand part n of the batch, with result.Lsn and n, to the FacilityWriter of its file;   // must not fail from here on
/// acknowledge;
/// </code>
/// and the writer of a file, for each run of parts that it writes in one go:
/// <code>
/// journal.NoteIntents([new(lsn, part, path, file.Status.Id, offset, length), …]);
/// file.Append(bytes);                       // failed: Truncate to the offset, note the intent again with length 0, keep the part, retry
/// journal.Written(lsn, part);               // for each
/// // before a rotation: file.Sync(); journal.NoteClosed(path, id, archive); rename; folder sync.
/// </code>
/// A part is written whole, into one file. Loops that die show through <see cref="Completion"/>.
/// </remarks>
public sealed class EventJournal : IDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly JournalTail _tail;
    private readonly CommitQueue _queue;
    private readonly PendingPlacements _pending;
    private readonly ClientSequences _clients;
    private readonly JournalCheckpoint _checkpoint;
    private readonly JournalCommitter _committer;
    private readonly JournalSettings _settings;
    private readonly long _recoveredLsn;
    private readonly DurableFile _lock;

    internal EventJournal(
        JournalTail tail, PendingPlacements pending, ClientSequences clients, JournalCheckpoint checkpoint,
        JournalSettings settings, DurableFile lockFile, RecoveryReport recovery)
    {
        _tail = tail;
        _pending = pending;
        _recoveredLsn = pending.SettledLsn;
        _clients = clients;
        _checkpoint = checkpoint;
        _settings = settings;
        _lock = lockFile;
        Recovery = recovery;
        _queue = new CommitQueue(settings.QueueBytesMax);
        _committer = new JournalCommitter(_queue, tail, pending, clients, checkpoint, settings);
        Completion = Task.WhenAny(_committer.Completion, checkpoint.Completion).Unwrap();
    }

    /// <summary>What the start found and did.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>Ends when the journal is closed; faults when one of its loops died, which the process must not outlive.</summary>
    public Task Completion { get; }

    /// <summary>Why nothing is acknowledged at the moment; null when all is well. It tries again by itself.</summary>
    public DiskException? Failure => _tail.Failure;

    /// <summary>What the start has brought into the files is not synced yet, so the journal must still be able to find it.</summary>
    public bool IsRecoveryUnsynced => Recovery.Batches > 0 && _checkpoint.Lsn < _recoveredLsn;

    /// <summary>Numbers for <c>/metrics</c>.</summary>
    public JournalCounters Counters =>
        new(_tail.DurableLsn, _checkpoint.Lsn, _pending.Count, _clients.Count, _clients.Forgotten, _committer.Groups, _committer.Batches, _checkpoint.Failures);

    /// <summary>Locks the journal's folder, brings the log files to what the journal proves, and starts.</summary>
    /// <param name="folder">The journal's own folder; on the same disk as the logs or a faster one.</param>
    /// <param name="logs">The log folder.</param>
    /// <param name="settings">Sizes.</param>
    /// <param name="time">The clock, for names and the report.</param>
    /// <param name="filesWentOn">Since the journal was closed or killed the log files were written without it: what stands in a noted place may be good lines.</param>
    /// <exception cref="DiskException">The folder cannot be used at all, or another process uses it (EBUSY).</exception>
    public static EventJournal Open(
        RootedFolder folder, RootedFolder logs, JournalSettings settings, TimeProvider time, bool filesWentOn = false) =>
        JournalRecovery.Run(folder, logs, settings, time, filesWentOn);

    /// <summary>Whether a batch is small enough for <see cref="AppendAsync"/>.</summary>
    public bool Fits(JournalBatch batch) => BatchCodec.Measure(batch) <= _settings.BatchBytesMax;

    /// <summary>The greatest sequence of a client that is durable, for one that counts upwards and asks where to go on; 0 = none is known.</summary>
    public long NewestOf(string client) => _clients.Newest(client);

    /// <summary>Makes a batch durable: all of it or nothing. Waits while the journal is full.</summary>
    /// <param name="batch">Its lines are read until this completes.</param>
    /// <param name="token">Ends the wait for another request with the same client sequence; once queued, a batch is carried through.</param>
    /// <returns>What to do, and the batch's number.</returns>
    /// <exception cref="DiskException">The disk refused; nothing is stored, a retry may go well. (After a crash right now such a batch can come back: its client's sequence then makes the retry a known one.)</exception>
    /// <exception cref="ArgumentException">Larger than <see cref="JournalSettings.BatchBytesMax"/>.</exception>
    public async ValueTask<AppendResult> AppendAsync(JournalBatch batch, CancellationToken token = default)
    {
        int payloadLength = BatchCodec.Measure(batch);
        if (payloadLength > _settings.BatchBytesMax)
            throw new ArgumentException($"a batch of {payloadLength} bytes; at most {_settings.BatchBytesMax} go in one", nameof(batch));
        while (batch.Client.Length > 0)
        {
            SequenceClaim claim = _clients.Claim(batch.Client, batch.Sequence, out Task? other);
            if (claim == SequenceClaim.Stored)
                return new AppendResult(AppendStatus.AlreadyStored, 0);
            if (claim == SequenceClaim.TooOld)
                return new AppendResult(AppendStatus.SequenceTooOld, 0);
            if (claim == SequenceClaim.Claimed)
                break;
            await other!.WaitAsync(token).ConfigureAwait(false);
        }
        bool isStored = false;
        try
        {
            if (_tail.Failure is { } failure)
                throw new DiskException(failure.Errno, failure.Operation, failure.Path);
            QueuedBatch queued = QueuedBatch.Encode(batch, payloadLength);
            await _queue.EnqueueAsync(queued).ConfigureAwait(false);
            long lsn = await queued.Done.Task.ConfigureAwait(false);
            isStored = true;
            return new AppendResult(AppendStatus.Stored, lsn);
        }
        finally
        {
            if (!isStored && batch.Client.Length > 0)
                _clients.Settle(batch.Client, batch.Sequence, isStored: false);
        }
    }

    /// <summary>Before the write: where the parts are about to go. One small write, no sync; survives a kill, helps after a power cut.</summary>
    /// <returns>False when it could not be noted: with a <see cref="Failure"/> keep the parts and try again, without one write them nevertheless; a crash within a second might then store them twice.</returns>
    public bool NoteIntents(ReadOnlySpan<PlacementIntent> intents)
    {
        if (Failpoints.Skips("journal.note"))
            return true;
        int payloadLength = NoteCodec.Measure(intents);
        byte[] rented = ArrayPool<byte>.Shared.Rent(JournalRecord.TotalBytesOf(payloadLength));
        try
        {
            Span<byte> record = rented.AsSpan(0, JournalRecord.TotalBytesOf(payloadLength));
            record.Clear();
            NoteCodec.Write(intents, record[JournalRecord.HeaderBytes..]);
            return Note(RecordKind.Intents, record, payloadLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The part is in its file (written, not synced). Once for each part of each stored batch.</summary>
    public void Written(long lsn, int part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        _pending.Written(lsn);
    }

    /// <summary>
    /// A file has been synced and is about to be renamed away: what was placed in it is settled, recovery will not look for it.
    /// Durable when this returns.
    /// </summary>
    /// <exception cref="DiskException">It is not noted: leave the file as it is and try again later. Compressed without a note, it would be found by no recovery.</exception>
    public void NoteClosed(string file, FileId id, string archive)
    {
        int payloadLength = NoteCodec.MeasureClosed(file, archive);
        byte[] record = new byte[JournalRecord.TotalBytesOf(payloadLength)];
        NoteCodec.WriteClosed(file, id, archive, record.AsSpan(JournalRecord.HeaderBytes));
        if (!Note(RecordKind.Closed, record, payloadLength))
            throw new DiskException(Failure?.Errno ?? Errno.ENOSPC, "note a closed file", file);
        _tail.SyncNotes();
    }

    /// <summary>Takes nothing more in, commits what waits, syncs the files and writes the checkpoint.</summary>
    /// <remarks>Call it when the writers have written everything; what they have not is made good at the next start.</remarks>
    /// <param name="limit">How long it may take in all.</param>
    /// <returns>False: the disk hangs. What its threads have open is left to them, and to the end of the process.</returns>
    public bool Close(TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        _queue.Close();
        if (!_committer.Join(limit))
            return false;
        TimeSpan left = limit - Stopwatch.GetElapsedTime(begun);
        if (!_checkpoint.TryStop(left > TimeSpan.Zero ? left : TimeSpan.Zero))
            return false;
        _tail.Dispose();
        _checkpoint.Dispose();
        _lock.Dispose();
        return true;
    }

    /// <summary><see cref="Close"/> within the time that a plain disk needs for everything, many times over.</summary>
    public void Dispose() => Close(CloseLimit);

    private bool Note(RecordKind kind, Span<byte> record, int payloadLength)
    {
        if (_tail.TryNote(kind, record, payloadLength))
            return true;
        // Full even for notes: what is already written can be settled, here and now.
        _checkpoint.TryRun();
        return _tail.TryNote(kind, record, payloadLength);
    }
}

/// <param name="DurableLsn">The newest record that is on the disk.</param>
/// <param name="CheckpointLsn">Batches up to this one are in the log files.</param>
/// <param name="BatchesPending">Durable, but not yet in their files.</param>
/// <param name="Clients">Clients whose sequences are remembered.</param>
/// <param name="ClientsForgotten">Clients that were forgotten for want of room.</param>
/// <param name="Groups">Syncs that made batches durable.</param>
/// <param name="Batches">Batches made durable.</param>
/// <param name="CheckpointFailures">Checkpoints that the disk refused.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JournalCounters(
    long DurableLsn, long CheckpointLsn, int BatchesPending, int Clients, long ClientsForgotten, long Groups, long Batches, long CheckpointFailures);
