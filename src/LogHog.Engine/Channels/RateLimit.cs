namespace LogHog.Engine.Channels;

/// <summary>At most so many a minute, a few at once: what is more waits, it is not lost. One caller.</summary>
internal sealed class RateLimit(TimeProvider time)
{
    // A rule that fires for five hosts is told of at once.
    private const int BurstMax = 5;

    private double _tokens = BurstMax;
    private long _takenAt = time.GetTimestamp();

    public int PerMinute { get; set; } = 30;

    /// <summary>Zero: go on, it is counted. Else come again after this time.</summary>
    public TimeSpan TryTake()
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(Math.Min(BurstMax, PerMinute), _tokens + (time.GetElapsedTime(_takenAt, now).TotalMinutes * PerMinute));
        _takenAt = now;
        if (_tokens < 1)
            return TimeSpan.FromMinutes((1 - _tokens) / PerMinute) + TimeSpan.FromMilliseconds(1);
        _tokens--;
        return TimeSpan.Zero;
    }
}
