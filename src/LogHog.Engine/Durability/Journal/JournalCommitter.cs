namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The one thread that commits: takes what has gathered, writes it, syncs it, answers. While it syncs the next group gathers, so
/// a slow disk makes larger groups by itself and a fast one answers at once; no timer adds to either.
/// </summary>
internal sealed class JournalCommitter
{
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(1);

    // Ingestion is to be back within 2 s of the fault's end.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly CommitQueue _queue;
    private readonly JournalTail _tail;
    private readonly PendingPlacements _pending;
    private readonly ClientSequences _clients;
    private readonly JournalCheckpoint _checkpoint;
    private readonly JournalSettings _settings;
    private readonly RetryDelay _delay = new(LongestDelay);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private long _groups;
    private long _batches;

    public JournalCommitter(
        CommitQueue queue, JournalTail tail, PendingPlacements pending, ClientSequences clients,
        JournalCheckpoint checkpoint, JournalSettings settings)
    {
        _queue = queue;
        _tail = tail;
        _pending = pending;
        _clients = clients;
        _checkpoint = checkpoint;
        _settings = settings;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal commit" };
        _thread.Start();
    }

    public Task Completion => _completion.Task;

    public long Groups => Volatile.Read(ref _groups);

    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Waits for the end, after the queue was closed.</summary>
    /// <returns>False: it is not over in time; a disk that hangs holds it up.</returns>
    public bool Join(TimeSpan limit) => _thread.Join(limit);

    private void Run()
    {
        try
        {
            List<QueuedBatch> group = [];
            bool isClosed = false;
            while (!isClosed)
            {
                TimeSpan wait = _tail.Failure is null ? IdleLook : _delay.Next();
                if (_queue.TakeGroup(group, _settings.GroupBytesMax, wait, out isClosed))
                    Commit(group);
                else if (!isClosed && _tail.Failure is not null)
                    TryRepair();
                group.Clear();
            }
            _completion.SetResult();
        }
        catch (Exception mistake)
        {
            _completion.SetException(mistake);
        }
    }

    private void Commit(List<QueuedBatch> group)
    {
        if (_tail.Failure is { } failure)
        {
            Refuse(group, failure);
            return;
        }
        int bytes = 0;
        foreach (QueuedBatch batch in group)
            bytes += batch.RecordBytes;
        while (!_tail.HasRoomFor(bytes) && _tail.Failure is null)
        {
            if (_queue.IsClosed)
            {
                // Nobody empties the files' queues any more, so no room will come.
                Refuse(group, new DiskException(Errno.ENOSPC, "wait for room", "journal"));
                return;
            }
            _checkpoint.WaitForRoom();
        }
        try
        {
            _tail.Commit(group);
        }
        catch (DiskException refused)
        {
            Refuse(group, refused);
            return;
        }
        if (_tail.IsHalfUsed)
            _checkpoint.RunSoon();
        _delay.Reset();
        _groups++;
        _batches += group.Count;
        foreach (QueuedBatch batch in group)
        {
            _pending.Add(batch.Lsn, batch.Parts);
            if (batch.Client.Length > 0)
                _clients.Settle(batch.Client, batch.Sequence, isStored: true);
        }
        _clients.AdvanceTo(group[^1].Lsn);
        foreach (QueuedBatch batch in group)
        {
            batch.Return();
            batch.Done.SetResult(batch.Lsn);
        }
    }

    private void TryRepair()
    {
        if (!_tail.Repair())
            return;
        _delay.Reset();
        _checkpoint.RunSoon(); // the writers' intents in the broken segment may be gone: settle what they were about
    }

    private static void Refuse(List<QueuedBatch> group, DiskException failure)
    {
        foreach (QueuedBatch batch in group)
        {
            batch.Return();
            batch.Done.SetException(new DiskException(failure.Errno, failure.Operation, failure.Path));
        }
    }
}
