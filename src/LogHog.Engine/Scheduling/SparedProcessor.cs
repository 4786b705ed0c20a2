namespace LogHog.Engine.Scheduling;

/// <summary>
/// Keeps one processor free of threads that compute for long, while events come in: a thread that has something to take in, to write or to
/// acknowledge finds it idle. Where all processors compute, each of these steps waits until the kernel takes one of them back, up to a tick
/// of its clock (4 ms), however nice the others are; and so does a garbage collection, which stops everybody.
/// </summary>
internal sealed class SparedProcessor : IDisposable
{
    /// <summary>So often the load is looked at, while there are threads that compute.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>After so long without load the processor is theirs again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    /// <summary>Bytes a second; some hundred events. Fewer hardly meet a thread that computes, which then has every processor.</summary>
    private const long LoadBytes = 100_000;

    private readonly Func<long> _takenBytes;
    private readonly TimeProvider _time;
    private readonly byte[] _all = ThreadAttributes.ProcessorsOfThisThread();
    private readonly byte[] _allButOne;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _threads = [];
    private long _lookedAt;
    private long _taken;
    private long _loadedAt;
    private volatile bool _isSpared;

    /// <param name="takenBytes">What has come in so far.</param>
    /// <param name="time">The clock.</param>
    public SparedProcessor(Func<long> takenBytes, TimeProvider time)
    {
        _takenBytes = takenBytes;
        _time = time;
        _allButOne = WithoutFirst(_all);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is kept free now.</summary>
    public bool IsSpared => _isSpared;

    /// <summary>The current thread computes, from now until <see cref="Leave"/>.</summary>
    /// <returns>For <see cref="Leave"/>.</returns>
    public int Join()
    {
        if (_allButOne.Length == 0 || ThreadAttributes.NumberOfThisThread() is not { } thread)
            return 0;
        lock (_lock)
        {
            // Also when it is not spared: a thread has its maker's processors, and that one may have had one less.
            ThreadAttributes.TrySetProcessors(thread, _isSpared ? _allButOne : _all);
            if (_threads.Add(thread) && _threads.Count == 1)
            {
                (_lookedAt, _taken) = (_time.GetTimestamp(), _takenBytes());
                _timer.Change(Interval, Interval);
            }
        }

        return thread;
    }

    public void Leave(int thread)
    {
        lock (_lock)
        {
            if (!_threads.Remove(thread) || _threads.Count > 0)
                return;
            _isSpared = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <param name="processors">A bit for each.</param>
    /// <returns>Empty: there are not two.</returns>
    internal static byte[] WithoutFirst(ReadOnlySpan<byte> processors)
    {
        byte[] rest = processors.ToArray();
        int first = processors.IndexOfAnyExcept((byte)0);
        if (first >= 0)
            rest[first] &= (byte)(rest[first] - 1);
        return rest.AsSpan().ContainsAnyExcept((byte)0) ? rest : [];
    }

    /// <summary>For the timer, and for tests without one.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            if (_threads.Count == 0)
                return;
            long now = _time.GetTimestamp();
            long taken = _takenBytes();
            if (taken - _taken > LoadBytes * _time.GetElapsedTime(_lookedAt, now).TotalSeconds)
                _loadedAt = now;
            (_lookedAt, _taken) = (now, taken);
            bool wanted = _loadedAt != 0 && _time.GetElapsedTime(_loadedAt, now) < Kept;
            if (wanted == _isSpared)
                return;
            _isSpared = wanted;
            foreach (int thread in _threads)
                ThreadAttributes.TrySetProcessors(thread, wanted ? _allButOne : _all);
        }
    }
}
