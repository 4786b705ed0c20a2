namespace LogHog.Engine.Durability.Journal;

/// <summary>How long to wait before the next try: doubling from 50 ms to 1 s, so that ingestion is back within 2 s of the fault's end.</summary>
internal sealed class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        TimeSpan now = _next;
        _next = now * 2 < Longest ? now * 2 : Longest;
        return now;
    }

    public void Reset() => _next = First;
}
