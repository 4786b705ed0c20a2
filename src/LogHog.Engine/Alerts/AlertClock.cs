namespace LogHog.Engine.Alerts;

/// <summary>
/// The moments of events and deadlines: the wall clock at the start, and from there on one that nobody sets. What people say and read is by the
/// one on the wall, which somebody may set: a machine without a battery for it wakes up in 1970, until NTP answers.
/// </summary>
internal sealed class AlertClock(TimeProvider time)
{
    // NTP slews smaller differences, and makes jumps of larger ones.
    private const long JumpNs = 1_000_000_000;

    private long _startedNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Nanoseconds since 1970.</summary>
    public long NowNs => _startedNs + (time.GetElapsedTime(_startedAt).Ticks * 100);

    public DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddTicks(NowNs / 100);

    /// <summary>Goes on with the clock of an earlier run, whose moments are those that are kept.</summary>
    /// <param name="setByNs">See <see cref="SetByNs"/>, at its end.</param>
    public void GoOn(long setByNs) => _startedNs -= setByNs;

    /// <summary>What a clock on the wall shows.</summary>
    public DateTimeOffset Wall => time.GetUtcNow();

    /// <summary>By how much the wall clock was set since; 0 = it was not.</summary>
    public long SetByNs => ((Wall - Now).Ticks * 100) is var by && Math.Abs(by) >= JumpNs ? by : 0;
}
