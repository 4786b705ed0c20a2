using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Search;

/// <summary>
/// The threads on which queries run: a query's own, and those that help it. They are somewhat nicer than what takes in and writes, and
/// rest while intake is busy (<see cref="SearchCrew"/>); while events come in at all, one processor is not theirs (<see cref="SparedProcessor"/>). Kept for a while, since a new thread
/// takes as long as a small query.
/// </summary>
/// <remarks>Whoever asks bounds their number: as many queries as may run at once, and less than a helper a core for each.</remarks>
/// <param name="intake">Null = there is none.</param>
/// <param name="time">The clock, where there is intake.</param>
internal sealed class SearchThreads(IntakeLoad? intake = null, TimeProvider? time = null) : IDisposable
{
    /// <summary>Intake at full rate has this and more under way at any moment, and at a tenth of it nearly never.</summary>
    private const long BusyBytes = 64 << 10;

    /// <summary>
    /// A tenth of everybody's share where all want the same processor. Not less: whoever collects garbage stops all threads until it is done,
    /// so a query that hardly gets the processor then keeps intake waiting, for seconds at nice 15 (bench/run hostile).
    /// </summary>
    private const int Niceness = 10;

    /// <summary>Whose the current thread is.</summary>
    [ThreadStatic]
    private static SearchThreads? _own;

    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private readonly Queue<Action> _waiting = new();
    private readonly SparedProcessor? _spared = intake is null ? null : new(intake.TakenBytes, time ?? TimeProvider.System);
    private int _idle;
    private int _working;

    /// <summary>
    /// Every processor has a thread to run: another one would only take turns with it. Where several queries run, each has one thread, and
    /// whoever takes in events meets one of them on its processor instead of four.
    /// </summary>
    public bool IsEveryProcessorBusy => Volatile.Read(ref _working) >= Processors;

    /// <summary>More threads than processors: those that only help may go.</summary>
    public bool AreMoreThanProcessors => Volatile.Read(ref _working) > Processors;

    /// <summary>Intake could use every processor: a query then makes do with one thread.</summary>
    public bool IsIntakeBusy => intake?.PendingBytes() > BusyBytes;

    /// <summary>Those that they may use now.</summary>
    private int Processors => Math.Max(1, Environment.ProcessorCount - (_spared is { IsSpared: true } ? 1 : 0));

    /// <summary>Runs it at once, on a thread that is free or a new one.</summary>
    /// <param name="work">Throws nothing.</param>
    public void Run(Action work)
    {
        lock (_lock)
        {
            _waiting.Enqueue(work);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_lock);
                return;
            }
        }

        new Thread(Loop) { Name = "query", IsBackground = true }.Start();
    }

    /// <summary>Runs it, for whoever wants its result.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // It is the caller's, who gets it from the task; the thread serves the next query.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <summary>
    /// The current thread waits for its reader, perhaps a pager that is left open: until <see cref="EndWait"/> its processor is free for others.
    /// On threads of others it changes nothing.
    /// </summary>
    public static void BeginWait() => Count(-1);

    public static void EndWait() => Count(1);

    /// <summary>Threads that still run go on.</summary>
    public void Dispose() => _spared?.Dispose();

    private static void Count(int change)
    {
        if (_own is { } own)
            Interlocked.Add(ref own._working, change);
    }

    private void Loop()
    {
        _own = this;
        LowPriority.TakeForThisThread(Niceness);
        int member = _spared?.Join() ?? 0;
        while (Take() is { } work)
        {
            Interlocked.Increment(ref _working);
            work();
            Interlocked.Decrement(ref _working);
        }

        _spared?.Leave(member);
    }

    /// <returns>Null: there was nothing to do for long.</returns>
    private Action? Take()
    {
        lock (_lock)
        {
            _idle++;
            while (_waiting.Count == 0)
            {
                if (!Monitor.Wait(_lock, IdleMax) && _waiting.Count == 0)
                {
                    _idle--;
                    return null;
                }
            }

            _idle--;
            return _waiting.Dequeue();
        }
    }
}

/// <summary>What there is to take in.</summary>
/// <param name="PendingBytes">Handed over, and not in the files yet.</param>
/// <param name="TakenBytes">All that ever came.</param>
internal sealed record IntakeLoad(Func<long> PendingBytes, Func<long> TakenBytes);
