using System.Text;

namespace LogHog.Protocols.Syslog.Times;

/// <summary>The digits of dates and clocks.</summary>
internal static class CivilTime
{
    public const long NsPerSecond = 1_000_000_000;
    public const int SecondsPerDay = 86_400;

    // A long counts nanoseconds from 1677 to 2262.
    private const int YearMin = 1678;
    private const int YearMax = 2261;

    /// <summary>Two digits; -1 = there are none.</summary>
    public static int Two(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 > text.Length)
            return -1;
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    /// <summary>Four digits; -1 = there are none.</summary>
    public static int Four(ReadOnlySpan<byte> text, int at)
    {
        int century = Two(text, at), year = Two(text, at + 2);
        return century >= 0 && year >= 0 ? (century * 100) + year : -1;
    }

    /// <summary>A year of four digits that stands alone, of a time that we can hold; -1 = there is none.</summary>
    public static int YearAt(ReadOnlySpan<byte> text, int at)
    {
        int year = Four(text, at);
        return year is >= 1970 and <= YearMax && (at + 4 == text.Length || text[at + 4] == ' ') ? year : -1;
    }

    /// <summary>Days since 1970-01-01.</summary>
    public static bool TryDays(int year, int month, int day, out long days)
    {
        bool exists = year is >= YearMin and <= YearMax && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        days = exists ? (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay : 0;
        return exists;
    }

    /// <summary><c>HH:MM:SS</c> as seconds of the day; 60 is a leap second, and the next second's first, as Unix time has it.</summary>
    public static bool TryClock(ReadOnlySpan<byte> text, int at, out int seconds)
    {
        seconds = 0;
        if (at + 8 > text.Length || text[at + 2] != ':' || text[at + 5] != ':')
            return false;
        int hour = Two(text, at), minute = Two(text, at + 3), second = Two(text, at + 6);
        seconds = (hour * 3600) + (minute * 60) + second;
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 60;
    }

    /// <summary>Passes by a point or comma and digits; what is finer than a nanosecond is cut.</summary>
    /// <returns>Nanoseconds; 0 = there is no fraction.</returns>
    public static int TakeFraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at + 1 >= text.Length || text[at] is not ((byte)'.' or (byte)',') || (uint)(text[at + 1] - '0') > 9)
            return 0;
        int nanoseconds = 0, unit = (int)NsPerSecond;
        for (at++; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
        {
            unit /= 10;
            nanoseconds += (text[at] - '0') * unit;
        }

        return nanoseconds;
    }

    /// <summary>The month whose English name's first three letters stand there, in any case; 0 = none.</summary>
    public static int MonthAt(ReadOnlySpan<byte> text, int at) => NameAt(text, at, "janfebmaraprmayjunjulaugsepoctnovdec"u8) + 1;

    /// <summary>Whether the first three letters of a day of the week stand there.</summary>
    public static bool IsWeekdayAt(ReadOnlySpan<byte> text, int at) => NameAt(text, at, "montuewedthufrisatsun"u8) >= 0;

    private static int NameAt(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> names)
    {
        if (at + 3 > text.Length)
            return -1;
        for (int name = 0; name < names.Length; name += 3)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(at, 3), names.Slice(name, 3)))
                return name / 3;
        }

        return -1;
    }
}
