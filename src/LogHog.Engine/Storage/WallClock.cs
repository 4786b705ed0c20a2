namespace LogHog.Engine.Storage;

/// <summary>What the clock on a wall shows in a zone, and which moments (UTC) a reading of it stands for: one, none, or two.</summary>
internal readonly struct WallClock(TimeZoneInfo zone)
{
    /// <summary>Clocks change by less than this: half an hour in Lord Howe, a whole day once in Samoa.</summary>
    public static readonly TimeSpan ShiftMax = TimeSpan.FromHours(25);

    public DateTime At(DateTime utc) => Clamped(utc.Ticks + OffsetAt(utc).Ticks, DateTimeKind.Unspecified);

    public DateTimeOffset WithOffset(DateTime utc) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(utc, TimeSpan.Zero), zone);

    /// <summary>True when no clock change is near enough to confuse the order of wall clocks and moments.</summary>
    public bool IsSteadyAround(DateTime utc) =>
        OffsetAt(Near(utc, -ShiftMax - ShiftMax)) == OffsetAt(utc) && OffsetAt(utc) == OffsetAt(Near(utc, ShiftMax + ShiftMax));

    /// <summary>The moments at which what is due at <paramref name="wall"/> happens, as <see cref="CronSchedule"/> has it.</summary>
    public IEnumerable<DateTime> MomentsOf(DateTime wall, bool isInterval)
    {
        TimeSpan before = OffsetAt(Near(wall, -ShiftMax));
        TimeSpan after = OffsetAt(Near(wall, ShiftMax));
        DateTime first = Clamped(wall.Ticks - before.Ticks, DateTimeKind.Utc);
        if (before == after)
            return [first];
        DateTime second = Clamped(wall.Ticks - after.Ticks, DateTimeKind.Utc);
        bool isFirst = OffsetAt(first) == before;
        bool isSecond = OffsetAt(second) == after;
        return (isFirst, isSecond) switch
        {
            (true, true) => isInterval ? [first, second] : [first],
            (true, false) => [first],
            (false, true) => [second],
            (false, false) => isInterval ? [] : [EndOfGap(wall)],
        };
    }

    /// <summary>The first moment at which the clock shows more than <paramref name="wall"/>, which it never shows.</summary>
    private DateTime EndOfGap(DateTime wall)
    {
        // Offsets are whole minutes, so a bisection over minutes finds it.
        DateTime start = Near(wall, -ShiftMax);
        int low = 0;
        int high = (int)(2 * ShiftMax.TotalMinutes);
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (At(start.AddMinutes(middle)) > wall)
                high = middle;
            else
                low = middle;
        }
        return start.AddMinutes(high);
    }

    private TimeSpan OffsetAt(DateTime utc) => zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    private static DateTime Near(DateTime time, TimeSpan by) => Clamped(time.Ticks + by.Ticks, DateTimeKind.Utc);

    private static DateTime Clamped(long ticks, DateTimeKind kind) =>
        new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), kind);
}
