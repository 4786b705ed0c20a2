namespace LogHog.Engine.Alerts.Rules;

/// <summary>
/// How often a rule may tell people by itself: a burst, then one now and then. A phone that rings thirty times has said what it had to
/// say; what is more is told together.
/// </summary>
internal sealed class NotificationRate
{
    public const int Burst = 30;

    public static readonly long IntervalNs = TimeSpan.FromSeconds(20).Ticks * 100;

    /// <summary>When all of the burst may be used again.</summary>
    public long FreeAtNs { get; set; }

    /// <summary>The first moment at which one more may be told.</summary>
    public long NextNs => FreeAtNs - ((Burst - 1) * IntervalNs);

    public bool TryTake(long nowNs)
    {
        if (NextNs > nowNs)
            return false;
        FreeAtNs = Math.Max(FreeAtNs, nowNs) + IntervalNs;
        return true;
    }
}
