namespace LogHog.Engine.Search;

/// <summary>Of a query for the newest or the oldest rows: the times of the best so far, and so which others cannot be among them.</summary>
/// <remarks>Times are compared by their rank: the newer (or the older) the higher.</remarks>
internal sealed class WantedTimes(int count, bool areNewest)
{
    /// <summary>More are not worth a heap: then all that match are sent.</summary>
    public const int CountMax = 100_000;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<byte, long> _ranks = new();
    private long _lowest = long.MinValue;

    /// <summary>The rank of a moment.</summary>
    public long Rank(long unixNs) => areNewest ? unixNs : ~unixNs;

    /// <summary>The highest rank that something between two moments can have.</summary>
    public long Rank(long minUnixNs, long maxUnixNs) => areNewest ? maxUnixNs : ~minUnixNs;

    /// <summary>Whether something of this rank can still be among the wanted.</summary>
    public bool MayBeWanted(long rank) => rank > Volatile.Read(ref _lowest);

    /// <summary>Rows of these ranks are certain to be found: what is worse than the worst that is wanted of them need not be looked at.</summary>
    public void Expect(List<long> ranks)
    {
        if (ranks.Count < count)
            return;
        ranks.Sort();
        lock (_lock)
            Volatile.Write(ref _lowest, Math.Max(_lowest, ranks[^count] - 1));
    }

    /// <summary>A row with this time was found.</summary>
    public void Add(long unixNs)
    {
        long rank = Rank(unixNs);
        if (!MayBeWanted(rank))
            return;
        lock (_lock)
        {
            if (_ranks.Count < count)
                _ranks.Enqueue(0, rank);
            else
                _ranks.EnqueueDequeue(0, rank);
            if (_ranks.Count == count)
                Volatile.Write(ref _lowest, Lowest());
        }
    }

    private long Lowest() => _ranks.TryPeek(out _, out long rank) ? rank : long.MinValue;
}
