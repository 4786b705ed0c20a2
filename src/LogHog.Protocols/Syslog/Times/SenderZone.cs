namespace LogHog.Protocols.Syslog.Times;

/// <summary>The zone of senders that name none.</summary>
internal sealed class SenderZone(TimeZoneInfo zone)
{
    // Zones change their offsets at quarters of an hour.
    private const int QuarterSeconds = 900;

    private long _quarter = long.MinValue;
    private long _offsetSeconds;

    /// <summary>Local seconds since 1970 as seconds of UTC.</summary>
    /// <param name="localSeconds">What the sender's clock shows.</param>
    /// <param name="nearUnixSeconds">Of an hour that comes twice, the pass that is nearer to this.</param>
    public long ToUnix(long localSeconds, long nearUnixSeconds)
    {
        long quarter = (long)Math.Floor((double)localSeconds / QuarterSeconds);
        if (quarter == _quarter)
            return localSeconds - _offsetSeconds;
        DateTime local = new DateTime(1970, 1, 1).AddSeconds(localSeconds);
        if (zone.IsAmbiguousTime(local))
            return Nearest(zone.GetAmbiguousTimeOffsets(local), localSeconds, nearUnixSeconds);
        _offsetSeconds = (long)zone.GetUtcOffset(local).TotalSeconds;
        _quarter = quarter;
        return localSeconds - _offsetSeconds;
    }

    private static long Nearest(TimeSpan[] offsets, long localSeconds, long nearUnixSeconds) =>
        offsets.Select(offset => localSeconds - (long)offset.TotalSeconds).MinBy(unix => Math.Abs(unix - nearUnixSeconds));
}
