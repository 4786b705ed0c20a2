using System.Runtime;
using LogHog.Server.Http.Intake;

namespace LogHog.Server.Daemon;

/// <summary>
/// Gives memory back to the system when the daemon rests. The collector keeps what a burst or a large query needed, since the next may need it: for
/// hours, where nothing is allocated that would make it collect.
/// </summary>
internal sealed class MemoryAtRest : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>A full collection stops everybody for some ten milliseconds, which a daemon that uses less than this of a processor hardly notices.</summary>
    private const double RestingShare = 0.02;

    /// <summary>For less it is not worth it.</summary>
    private const long WorthBytes = 64 << 20;

    /// <summary>Pools let go of what nobody has used for a minute, at a collection: then the next one gives more.</summary>
    private const int WaitIntervals = 5;

    /// <summary>A collection that gives less back than this part was the last: the daemon needs what it has.</summary>
    private const double ProgressShare = 0.1;

    private readonly IMemoryUse _process;
    private readonly ITimer _timer;
    private TimeSpan _used;
    private long _least;
    private int _waits;

    public MemoryAtRest(IMemoryUse process, TimeProvider time)
    {
        _process = process;
        _used = process.ProcessorTime;
        _least = process.ResidentBytes;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>For the timer, and for tests without one.</summary>
    internal void Look()
    {
        TimeSpan used = _process.ProcessorTime;
        bool rests = used - _used < Interval * RestingShare;
        _used = used;
        if (!rests || --_waits > 0)
            return;
        long resident = _process.ResidentBytes;
        if (resident - _least > WorthBytes)
        {
            _process.GiveBack();
            _waits = WaitIntervals;
            long left = _process.ResidentBytes;
            if (left > resident * (1 - ProgressShare))
                _least = left;
            resident = left;
        }

        _least = Math.Min(_least, resident);
    }
}

/// <summary>What <see cref="MemoryAtRest"/> looks at and does.</summary>
internal interface IMemoryUse
{
    /// <summary>User and system time of the process so far.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Memory in RAM.</summary>
    long ResidentBytes { get; }

    void GiveBack();
}

/// <summary>This process.</summary>
internal sealed class OwnMemoryUse : IMemoryUse
{
    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    public long ResidentBytes => Environment.WorkingSet;

    public void GiveBack()
    {
        BodyArrays.LetGo();
        // Large arrays, too, lie scattered.
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
