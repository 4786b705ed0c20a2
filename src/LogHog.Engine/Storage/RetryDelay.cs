namespace LogHog.Engine.Storage;

/// <summary>How long to wait after a failure of the disk: short at first, since most are over at once, never longer than 2 s.</summary>
internal sealed class RetryDelay
{
    // 2 s: a disk that is well again must be in use again within 5 s (DESIGN §7, issue "acknowledged means safe").
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private TimeSpan _next = Shortest;

    public TimeSpan Failed()
    {
        TimeSpan wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }

    public void Succeeded() => _next = Shortest;
}
