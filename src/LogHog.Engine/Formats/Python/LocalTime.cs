namespace LogHog.Engine.Formats.Python;

/// <summary>A second as C's <c>struct tm</c> of the server's zone.</summary>
internal readonly struct LocalTime
{
    private LocalTime(long unixSecond, DateTime time, ZoneMoment zone)
    {
        UnixSecond = unixSecond;
        Time = time;
        Zone = zone;
    }

    public long UnixSecond { get; }

    /// <summary>As a clock on the wall shows it.</summary>
    public DateTime Time { get; }

    public ZoneMoment Zone { get; }

    /// <summary>0 = Sunday.</summary>
    public int WeekDay => (int)Time.DayOfWeek;

    /// <summary>0 = 1 January.</summary>
    public int YearDay => Time.DayOfYear - 1;

    /// <param name="unixSecond">Of a time in nanoseconds, so of the years 1677 to 2262.</param>
    /// <param name="zone">The zone.</param>
    public static LocalTime Of(long unixSecond, ZoneFile zone)
    {
        ZoneMoment moment = zone.At(unixSecond);
        return new LocalTime(unixSecond, DateTime.UnixEpoch.AddTicks((unixSecond + moment.OffsetSeconds) * TimeSpan.TicksPerSecond), moment);
    }

    /// <summary>The year to which the week of ISO 8601 belongs, and the week.</summary>
    public (int Year, int Week) IsoWeek() => (System.Globalization.ISOWeek.GetYear(Time), System.Globalization.ISOWeek.GetWeekOfYear(Time));
}
