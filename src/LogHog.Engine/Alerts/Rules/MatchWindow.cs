namespace LogHog.Engine.Alerts.Rules;

/// <summary>The moments of the newest matches, as many as are needed to see that there were more than so many within a time.</summary>
/// <param name="capacity">One more than are in order.</param>
internal sealed class MatchWindow(int capacity)
{
    private long[] _moments = new long[Math.Min(capacity, 4)];
    private int _next;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Of those kept.</summary>
    public long Oldest => _moments[Count < _moments.Length ? 0 : _next];

    /// <summary>Bytes that the next <see cref="Add"/> needs beyond those it has.</summary>
    public long BytesToGrow => Count == _moments.Length && Count < capacity ? (long)(LargerLength - _moments.Length) * sizeof(long) : 0;

    public long Bytes => (long)_moments.Length * sizeof(long);

    private int LargerLength => (int)Math.Min(capacity, _moments.Length * 2L);

    public void Add(long moment)
    {
        if (BytesToGrow > 0)
            Array.Resize(ref _moments, LargerLength); // Not gone round yet: the oldest is the first.
        if (Count < _moments.Length)
        {
            _moments[Count++] = moment;
            _next = Count % _moments.Length;
            return;
        }

        _moments[_next] = moment;
        _next = (_next + 1) % _moments.Length;
    }

    /// <summary>Oldest first.</summary>
    public long[] ToArray()
    {
        long[] moments = new long[Count];
        for (int i = 0; i < Count; i++)
            moments[i] = _moments[Count < _moments.Length ? i : (_next + i) % _moments.Length];
        return moments;
    }
}
