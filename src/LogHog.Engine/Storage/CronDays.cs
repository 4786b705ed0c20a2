namespace LogHog.Engine.Storage;

/// <summary>The days of a schedule: its day-of-month, month and day-of-week fields together.</summary>
/// <remarks>
/// Cron's old rule: if both day fields name days, a day that satisfies either of them will do; if one of them begins with
/// <c>*</c>, the day must satisfy both.
/// </remarks>
internal readonly struct CronDays(CronField daysOfMonth, CronField months, CronField daysOfWeek)
{
    private readonly ulong _daysOfMonth = daysOfMonth.Values;
    private readonly ulong _months = months.Values;

    /// <summary>Bit 0 to 6, Sunday first: 7 is Sunday too.</summary>
    private readonly ulong _daysOfWeek = daysOfWeek.Values & 0x7F | daysOfWeek.Values >> 7;

    private readonly bool _eitherWillDo = !daysOfMonth.StartsWithStar && !daysOfWeek.StartsWithStar;

    /// <summary>False for dates that no calendar has, such as 30 February.</summary>
    public bool CanHappen
    {
        get
        {
            if (_eitherWillDo)
                return true;
            for (int month = 1; month <= 12; month++)
            {
                int longest = DateTime.DaysInMonth(2024, month);
                if (Has(_months, month) && (_daysOfMonth & ((2UL << longest) - 1)) != 0)
                    return true;
            }
            return false;
        }
    }

    public bool Contains(DateTime day)
    {
        if (!Has(_months, day.Month))
            return false;
        bool ofMonth = Has(_daysOfMonth, day.Day);
        bool ofWeek = Has(_daysOfWeek, (int)day.DayOfWeek);
        return _eitherWillDo ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    /// <summary>The first day of the schedule from <paramref name="day"/> on, or <paramref name="end"/>'s date if none comes before it.</summary>
    public DateTime NextDay(DateTime day, DateTime end)
    {
        while (day < end.Date && !Contains(day))
            day = Has(_months, day.Month) || (end - day).TotalDays < 32 ? day.AddDays(1) : FirstOfNextMonth(day);
        return day;
    }

    /// <summary>The last day of the schedule up to <paramref name="day"/>, or <paramref name="end"/> if none comes after it.</summary>
    public DateTime PreviousDay(DateTime day, DateTime end)
    {
        while (day > end && !Contains(day))
            day = Has(_months, day.Month) || day.Day == 1 ? day.AddDays(-1) : Later(day.AddDays(1 - day.Day), end);
        return day;
    }

    private static DateTime FirstOfNextMonth(DateTime day) => day.AddDays(DateTime.DaysInMonth(day.Year, day.Month) - day.Day + 1);

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static bool Has(ulong bits, int value) => (bits >> value & 1) != 0;
}
