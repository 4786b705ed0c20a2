using System.Diagnostics.CodeAnalysis;

namespace LogHog.Engine.Storage;

/// <summary>
/// When to rotate: one of the names <c>hourly</c>, <c>daily</c>, <c>midnight</c>, <c>weekly</c>, <c>monthly</c>, <c>yearly</c>,
/// <c>annually</c> (a leading <c>@</c> is welcome), or five-field cron (spec §2). It thinks in wall clocks; a zone turns them
/// into moments.
/// </summary>
/// <remarks>
/// Clock changes, as cron's own users know them. A schedule is an interval if its minute or its hour field begins with <c>*</c>.
/// In the hour that is skipped, a fixed moment fires once, at the end of the gap, and an interval only goes on behind it. In
/// the hour that comes twice, a fixed moment fires once, the first time, and an interval goes on through both.
/// Two schedules are equal if they are written alike.
/// </remarks>
public sealed class CronSchedule : IEquatable<CronSchedule>
{
    /// <summary>A 29 February on a given weekday can be 40 years away (1888 to 1928, 2096 to 2136).</summary>
    private const int YearsMax = 41;

    private readonly ulong _minutes;
    private readonly uint _hours;
    private readonly CronDays _days;
    private readonly bool _isInterval;

    internal CronSchedule(string expression, CronField minutes, CronField hours, CronDays days)
    {
        Expression = expression;
        _minutes = minutes.Values;
        _hours = (uint)hours.Values;
        _days = days;
        _isInterval = minutes.StartsWithStar || hours.StartsWithStar;
    }

    /// <summary>As it was written: a name stays a name.</summary>
    public string Expression { get; }

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">What stands behind <c>rotate =</c>. <c>size</c> is no schedule: its reader knows it beforehand.</param>
    /// <param name="schedule">The schedule, if it is one.</param>
    /// <param name="error">Otherwise: what is wrong and what to write.</param>
    /// <param name="warning">What was understood but ought to be written otherwise; null = nothing.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error, out string? warning)
    {
        schedule = CronScheduleParser.Parse(text, out error, out warning);
        return schedule is not null;
    }

    /// <summary>For schedules that stand in the program: <c>CronSchedule.Parse("midnight")</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write.</exception>
    public static CronSchedule Parse(string text) =>
        TryParse(text, out CronSchedule? schedule, out string? error, out _) ? schedule : throw new FormatException(error);

    /// <summary>The first moment later than <paramref name="moment"/>, with the zone's offset at that moment.</summary>
    /// <returns><see cref="DateTimeOffset.MaxValue"/> where the calendar ends before it.</returns>
    public DateTimeOffset NextAfter(DateTimeOffset moment, TimeZoneInfo zone)
    {
        WallClock clock = new(zone);
        DateTime now = clock.At(moment.UtcDateTime);
        // Beside a clock change the order of wall clocks is not that of moments: look at all of them around it.
        TimeSpan reach = clock.IsSteadyAround(moment.UtcDateTime) ? TimeSpan.Zero : WallClock.ShiftMax;
        DateTime? best = null;
        for (DateTime? wall = NextWall(Shift(now, -reach)); wall is { } at; wall = NextWall(Shift(at, TimeSpan.FromMinutes(1))))
        {
            foreach (DateTime fires in clock.MomentsOf(at, _isInterval))
            {
                if (fires > moment.UtcDateTime && (best is null || fires < best))
                    best = fires;
            }
            if (best is not null && at >= Shift(now, reach))
                return clock.WithOffset(best.Value);
            if (at >= DateTime.MaxValue.AddMinutes(-1))
                break;
        }
        return best is null ? DateTimeOffset.MaxValue : clock.WithOffset(best.Value);
    }

    /// <summary>The last moment not later than <paramref name="moment"/>, with the zone's offset at that moment.</summary>
    /// <returns><see cref="DateTimeOffset.MinValue"/> where the calendar begins after it.</returns>
    public DateTimeOffset LatestAtOrBefore(DateTimeOffset moment, TimeZoneInfo zone)
    {
        WallClock clock = new(zone);
        DateTime now = clock.At(moment.UtcDateTime);
        TimeSpan reach = clock.IsSteadyAround(moment.UtcDateTime) ? TimeSpan.Zero : WallClock.ShiftMax;
        DateTime? best = null;
        for (DateTime? wall = PreviousWall(Shift(now, reach)); wall is { } at; wall = PreviousWall(Shift(at, TimeSpan.FromMinutes(-1))))
        {
            foreach (DateTime fires in clock.MomentsOf(at, _isInterval))
            {
                if (fires <= moment.UtcDateTime && (best is null || fires > best))
                    best = fires;
            }
            if (best is not null && at <= Shift(now, -reach))
                return clock.WithOffset(best.Value);
            if (at <= DateTime.MinValue.AddMinutes(1))
                break;
        }
        return best is null ? DateTimeOffset.MinValue : clock.WithOffset(best.Value);
    }

    public bool Equals(CronSchedule? other) => other is not null && other.Expression == Expression;

    public override bool Equals(object? obj) => Equals(obj as CronSchedule);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Expression);

    public override string ToString() => Expression;

    /// <summary>The first wall clock of the schedule at or after <paramref name="from"/>; null = the calendar ends before.</summary>
    private DateTime? NextWall(DateTime from)
    {
        from = from.Ticks % TimeSpan.TicksPerMinute == 0 ? from : Shift(Minute(from), TimeSpan.FromMinutes(1));
        if (_days.Contains(from) && TimeFrom(from.Hour, from.Minute) is { } sameDay)
            return from.Date + sameDay;
        DateTime end = Shift(from, TimeSpan.FromDays(366 * YearsMax));
        for (DateTime day = from.Date; (end - day).TotalDays >= 1;)
        {
            day = _days.NextDay(day.AddDays(1), end);
            if (_days.Contains(day))
                return day + TimeFrom(0, 0)!.Value;
        }
        return null;
    }

    /// <summary>The last wall clock of the schedule at or before <paramref name="from"/>; null = the calendar begins after.</summary>
    private DateTime? PreviousWall(DateTime from)
    {
        if (_days.Contains(from) && TimeUpTo(from.Hour, from.Minute) is { } sameDay)
            return from.Date + sameDay;
        DateTime end = Shift(from, TimeSpan.FromDays(-366 * YearsMax)).Date;
        for (DateTime day = from.Date; day > end;)
        {
            day = _days.PreviousDay(day.AddDays(-1), end);
            if (_days.Contains(day))
                return day + TimeUpTo(23, 59)!.Value;
        }
        return null;
    }

    private TimeSpan? TimeFrom(int hour, int minute)
    {
        ulong minutesLeft = _minutes >> minute << minute;
        if ((_hours >> hour & 1) != 0 && minutesLeft != 0)
            return new TimeSpan(hour, Lowest(minutesLeft), 0);
        ulong hoursLeft = (ulong)_hours >> (hour + 1) << (hour + 1);
        return hoursLeft == 0 ? null : new TimeSpan(Lowest(hoursLeft), Lowest(_minutes), 0);
    }

    private TimeSpan? TimeUpTo(int hour, int minute)
    {
        ulong minutesLeft = _minutes & ((2UL << minute) - 1);
        if ((_hours >> hour & 1) != 0 && minutesLeft != 0)
            return new TimeSpan(hour, Highest(minutesLeft), 0);
        ulong hoursLeft = _hours & ((1UL << hour) - 1);
        return hoursLeft == 0 ? null : new TimeSpan(Highest(hoursLeft), Highest(_minutes), 0);
    }

    private static int Lowest(ulong bits) => System.Numerics.BitOperations.TrailingZeroCount(bits);

    private static int Highest(ulong bits) => System.Numerics.BitOperations.Log2(bits);

    private static DateTime Minute(DateTime wall) => new(wall.Ticks - wall.Ticks % TimeSpan.TicksPerMinute);

    /// <summary>Addition that stays inside the calendar.</summary>
    private static DateTime Shift(DateTime wall, TimeSpan by) =>
        new(Math.Clamp(wall.Ticks + by.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
}
