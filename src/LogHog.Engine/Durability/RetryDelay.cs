namespace LogHog.Engine.Durability;

/// <summary>How long to wait before the next try of what the disk has refused: short at first, since most faults are over at once, then doubling.</summary>
/// <param name="longest">At most so long: from the end of the fault to the next try nobody waits longer.</param>
/// <param name="first">Null = 50 ms.</param>
internal sealed class RetryDelay(TimeSpan longest, TimeSpan? first = null)
{
    private readonly TimeSpan _first = first ?? TimeSpan.FromMilliseconds(50);
    private TimeSpan _next = first ?? TimeSpan.FromMilliseconds(50);

    public TimeSpan Next()
    {
        TimeSpan now = _next;
        _next = now * 2 < longest ? now * 2 : longest;
        return now;
    }

    /// <summary>It has gone well.</summary>
    public void Reset() => _next = _first;
}
