namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The thread beside the hot path that makes the log files durable and the journal short: every second, or when the journal is
/// half full. Nobody waits for it, except for room in a full journal.
/// </summary>
internal sealed class JournalCheckpoint : IDisposable
{
    private readonly RootedFolder _folder;
    private readonly JournalTail _tail;
    private readonly PendingPlacements _pending;
    private readonly ClientSequences _clients;
    private readonly CheckpointFile _file;
    private readonly JournalSettings _settings;
    private readonly FileSync _files;
    private readonly ulong _salt;
    private readonly Lock _running = new();
    private readonly object _signal = new(); // a Monitor: two threads wait on it
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private bool _isWanted;
    private bool _isStopping;
    private long _failures;

    public JournalCheckpoint(
        RootedFolder folder, JournalTail tail, PendingPlacements pending, ClientSequences clients, CheckpointFile file,
        JournalSettings settings, FileSync files, ulong salt)
    {
        _folder = folder;
        _tail = tail;
        _pending = pending;
        _clients = clients;
        _file = file;
        _settings = settings;
        _files = files;
        _salt = salt;
    }

    public Task Completion => _completion.Task;

    public long Lsn => _file.State?.Lsn ?? 0;

    public long Failures => Volatile.Read(ref _failures);

    public void Start()
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = "journal checkpoint" };
        _thread.Start();
    }

    /// <summary>Without waiting for the second to be over.</summary>
    public void RunSoon()
    {
        lock (_signal)
        {
            _isWanted = true;
            Monitor.PulseAll(_signal);
        }
    }

    /// <summary>For the committer before a full journal: returns when there may be room, or after a moment, to look again.</summary>
    public void WaitForRoom()
    {
        lock (_signal)
        {
            _isWanted = true;
            Monitor.PulseAll(_signal);
            Monitor.Wait(_signal, TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>One more checkpoint, then the end.</summary>
    /// <returns>False: it is not over in time; a disk that hangs holds it up.</returns>
    public bool TryStop(TimeSpan limit)
    {
        lock (_signal)
        {
            _isStopping = true;
            Monitor.PulseAll(_signal);
        }
        return _thread?.Join(limit) != false;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Syncs, writes the checkpoint, frees segments. What the disk refuses is counted and tried again by the next one.</summary>
    public void TryRun()
    {
        lock (_running)
        {
            try
            {
                Run();
            }
            catch (DiskException)
            {
                _failures++;
            }
        }
    }

    private void Run()
    {
        long settled = _pending.SettledLsn; // before the sync: what is settled now is written now
        CheckpointState state = _file.State!.Value;
        if (settled > state.Lsn)
        {
            _files.SyncUpTo(state.Lsn, settled);
            state = state with { Lsn = settled };
            _file.Write(state);
            _tail.CheckpointLsn = settled;
        }
        FreeSegments(state);
        PrepareSpare();
    }

    private void FreeSegments(CheckpointState state)
    {
        bool any;
        lock (_tail.Gate)
            any = _tail.Pool.OldestEndsBy(state.Lsn);
        if (!any)
            return;
        // The sequences in these segments must outlive them.
        long clientsLsn = ClientSnapshot.Write(_folder, _salt, _clients);
        _file.Write(state with { ClientsLsn = clientsLsn });
        lock (_tail.Gate)
            _tail.Pool.Free(Math.Min(state.Lsn, clientsLsn));
    }

    private void PrepareSpare()
    {
        string? name = null;
        lock (_tail.Gate)
        {
            if (_tail.Pool.NeedsSpare)
                name = _tail.Pool.ReserveSpare();
        }
        if (name is null)
            return;
        bool made = false;
        try
        {
            JournalSegment.Prepare(_folder, name, _settings.SegmentBytes);
            made = true;
        }
        finally
        {
            lock (_tail.Gate)
            {
                if (made)
                    _tail.Pool.AddSpare(name);
                else
                    _tail.Pool.GiveUpSpare();
            }
        }
    }

    private void Loop()
    {
        try
        {
            for (bool isStopping = false; !isStopping;)
            {
                lock (_signal)
                {
                    if (!_isWanted && !_isStopping)
                        Monitor.Wait(_signal, _settings.CheckpointEvery);
                    _isWanted = false;
                    isStopping = _isStopping;
                }
                TryRun();
                lock (_signal)
                    Monitor.PulseAll(_signal);
            }
            _completion.SetResult();
        }
        catch (Exception mistake)
        {
            _completion.SetException(mistake);
        }
    }
}
