namespace LogHog.Engine.Durability.Journal;

/// <summary>Which durable batches are not yet in their files; the checkpoint may not pass the oldest of them.</summary>
internal sealed class PendingPlacements(long settledLsn)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _order = new();
    private readonly Dictionary<long, int> _partsLeft = [];
    private long _settledLsn = settledLsn;

    /// <summary>Every batch up to this one has been written to its files (not synced yet).</summary>
    public long SettledLsn
    {
        get
        {
            lock (_lock)
                return _settledLsn;
        }
    }

    /// <summary>Batches that wait for their writers.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _partsLeft.Count;
        }
    }

    /// <summary>In the order of their numbers.</summary>
    public void Add(long lsn, int parts)
    {
        lock (_lock)
        {
            _order.Enqueue(lsn);
            if (parts > 0)
                _partsLeft.Add(lsn, parts);
            Advance();
        }
    }

    /// <exception cref="InvalidOperationException">The batch is not known, or had no part left: the caller counts wrongly.</exception>
    public void Written(long lsn)
    {
        lock (_lock)
        {
            if (!_partsLeft.TryGetValue(lsn, out int left))
                throw new InvalidOperationException($"batch {lsn} has no part left to be written");
            if (left > 1)
                _partsLeft[lsn] = left - 1;
            else
            {
                _partsLeft.Remove(lsn);
                Advance();
            }
        }
    }

    private void Advance()
    {
        while (_order.TryPeek(out long oldest) && !_partsLeft.ContainsKey(oldest))
        {
            _settledLsn = oldest;
            _order.Dequeue();
        }
    }
}
