namespace LogHog.Engine.Storage;

/// <summary>The archives that wait to be compressed, first come first served, each once. Bounded: what does not fit is found by a scan.</summary>
/// <remarks>Calls may come from any thread.</remarks>
internal sealed class CompressionQueue(int pathsMax = CompressionQueue.PathsMax)
{
    /// <summary>As many files may rotate at midnight; about 10 MB of names.</summary>
    public const int PathsMax = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _waiting = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <returns>False when the queue is full: a scan must find it later.</returns>
    public bool TryAdd(string path)
    {
        lock (_lock)
        {
            if (_names.Contains(path))
                return true;
            if (_waiting.Count >= pathsMax)
                return false;
            _names.Add(path);
            _waiting.Enqueue(path);
            return true;
        }
    }

    public bool TryTake(out string? path)
    {
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out path))
                return false;
            _names.Remove(path);
            return true;
        }
    }
}
