namespace LogHog.Engine.Alerts;

/// <summary>The moments of events and deadlines: the wall clock at the start, and from there on one that nobody sets.</summary>
internal sealed class AlertClock(TimeProvider time)
{
    private readonly long _startedNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Nanoseconds since 1970.</summary>
    public long NowNs => _startedNs + (time.GetElapsedTime(_startedAt).Ticks * 100);

    public DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddTicks(NowNs / 100);
}
