using System.Diagnostics;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Storage;

/// <summary>
/// A thread that does the disk work of its share of the log files, one file at a time. Threads of our own, not the
/// pool's: a disk that hangs stops these, and never accepting, health checks or searching.
/// </summary>
internal sealed class WriterThread
{
    // Holds what many small parts for one file add up to; a write larger than this gains nothing.
    public const int StagingBytes = 256 * 1024;

    private readonly object _sync = new();
    private readonly Queue<FacilityWriter> _ready = new();
    private readonly PriorityQueue<FacilityWriter, long> _later = new();
    private readonly LinkedList<FacilityWriter> _open = new();
    private readonly int _openFilesMax;
    private readonly Action<Exception> _died;
    private readonly Thread _thread;
    private byte[] _staging = new byte[StagingBytes];
    private bool _waiting;
    private bool _stopping;
    private bool _held;
    private bool _atRest;
    private volatile int _openFiles;

    public WriterThread(int number, int openFilesMax, Action<Exception> died)
    {
        _openFilesMax = openFilesMax;
        _died = died;
        _thread = new Thread(Loop) { Name = $"writer-{number}", IsBackground = true };
    }

    public int OpenFiles => _openFiles;

    /// <summary>True once <see cref="Stop"/> was called: nothing waits for company or for a better moment any more.</summary>
    public bool IsStopping => Volatile.Read(ref _stopping);

    public void Start() => _thread.Start();

    /// <summary>The writer has work. Called once until its <see cref="FacilityWriter.Run"/> has answered that none is left.</summary>
    public void Schedule(FacilityWriter writer)
    {
        lock (_sync)
        {
            _ready.Enqueue(writer);
            if (_waiting)
                Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Ends the thread when what is ready is done and each writer that waits had one more try.</summary>
    public void Stop()
    {
        lock (_sync)
        {
            _stopping = true;
            while (_later.TryDequeue(out FacilityWriter? writer, out _))
                _ready.Enqueue(writer);
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Asks the thread to close its files and rest, once it has done what it is at.</summary>
    public void Hold()
    {
        lock (_sync)
        {
            _held = true;
            Monitor.PulseAll(_sync);
        }
    }

    /// <returns>False: it is still at something; a disk that hangs holds it up.</returns>
    public bool IsAtRestBy(TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_sync)
        {
            while (!_atRest)
            {
                TimeSpan left = limit - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_sync, left))
                    return _atRest;
            }

            return true;
        }
    }

    /// <summary>After <see cref="Hold"/>: it goes on.</summary>
    public void Release()
    {
        lock (_sync)
        {
            _held = false;
            Monitor.PulseAll(_sync);
        }
    }

    public bool Join(TimeSpan timeout) => !_thread.IsAlive || _thread.Join(timeout);

    /// <summary>A list that the writer at work may use; this thread's only.</summary>
    public List<PlacementIntent> Intents { get; } = [];

    /// <summary>Room for <paramref name="bytes"/> bytes, this thread's only, until the next call.</summary>
    public Span<byte> Staging(int bytes)
    {
        // A single huge message must not hold its memory for ever, hence the shrinking.
        if (_staging.Length < bytes || (_staging.Length > StagingBytes && bytes <= StagingBytes))
            _staging = new byte[Math.Max(bytes, StagingBytes)];
        return _staging;
    }

    /// <summary>The writer opened its file or used it again; the file that was not used for longest is closed for it.</summary>
    public void Touch(FacilityWriter writer)
    {
        if (writer.OpenNode is { } node)
        {
            if (_open.Last == node)
                return;
            _open.Remove(node);
            _open.AddLast(node);
            return;
        }

        if (_open.Count >= _openFilesMax)
            _open.First!.Value.CloseFile();
        writer.OpenNode = _open.AddLast(writer);
        _openFiles = _open.Count;
    }

    public void Forget(FacilityWriter writer)
    {
        if (writer.OpenNode is not { } node)
            return;
        _open.Remove(node);
        writer.OpenNode = null;
        _openFiles = _open.Count;
    }

    private void Loop()
    {
        try
        {
            while (Next() is { } writer)
            {
                TimeSpan? again = writer.Run();
                if (again is { } wait)
                    ScheduleLater(writer, wait);
            }

            CloseFiles();
        }
#pragma warning disable CA1031 // Whatever it is, the process must hear of it: a writer that died quietly would lose every line from here on.
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            _died(mistake);
        }
    }

    /// <summary>The next writer that has work; waits for it. Null = stopped and nothing left.</summary>
    private FacilityWriter? Next()
    {
        lock (_sync)
        {
            while (true)
            {
                if (_held)
                    Rest();
                long now = Stopwatch.GetTimestamp();
                while (_later.TryPeek(out FacilityWriter? due, out long at) && at <= now)
                {
                    _later.Dequeue();
                    _ready.Enqueue(due);
                }

                if (_ready.TryDequeue(out FacilityWriter? writer))
                    return writer;
                if (_stopping)
                    return null;
                _waiting = true;
                if (_later.TryPeek(out _, out long next))
                    Monitor.Wait(_sync, (int)Math.Max(1, Stopwatch.GetElapsedTime(now, next).TotalMilliseconds + 1));
                else
                    Monitor.Wait(_sync);
                _waiting = false;
            }
        }
    }

    private void Rest()
    {
        CloseFiles(); // who holds us may change them, and lengths are remembered only while a file is open
        _atRest = true;
        Monitor.PulseAll(_sync);
        while (_held)
            Monitor.Wait(_sync);
        _atRest = false;
    }

    private void CloseFiles()
    {
        while (_open.First is { } node)
            node.Value.CloseFile();
    }

    private void ScheduleLater(FacilityWriter writer, TimeSpan wait)
    {
        lock (_sync)
        {
            if (_stopping)
            {
                // Its last try failed; what it holds is counted as dropped by whoever stops the store.
                return;
            }

            if (wait == TimeSpan.Zero)
                _ready.Enqueue(writer);
            else
                _later.Enqueue(writer, Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency));
        }
    }
}
