namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// The times with which other programs begin their lines. What names no zone is local time; what names no year is the latest such
/// moment that is not after the file's end.
/// </summary>
internal sealed class ForeignTime(TimeZoneInfo zone)
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const string Weekdays = "MonTueWedThuFriSatSun";

    /// <summary>Clocks of senders may be ahead by so much.</summary>
    private const long AheadNs = 24L * 3600 * 1_000_000_000;

    /// <summary>Reads a time at the start of the text.</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="newestUnixNs">The end of the file; 0 = not known.</param>
    /// <param name="unixNs">Nanoseconds since 1970.</param>
    /// <param name="length">The bytes of the time.</param>
    public bool TryRead(ReadOnlySpan<byte> text, long newestUnixNs, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (text.Length < 15)
            return false;
        byte first = text[0];
        if (first is >= (byte)'0' and <= (byte)'9')
            return text[4] is (byte)'-' or (byte)'/' ? TryReadIso(text, out unixNs, out length) : TryReadCommonLog(text, out unixNs, out length);
        return NameAt(text, Months) >= 0 ? TryReadStamp(text, newestUnixNs, out unixNs, out length)
            : NameAt(text, Weekdays) >= 0 && TryReadAsctime(text, out unixNs, out length);
    }

    /// <summary>A time that makes up the whole text; also a Unix time in seconds to nanoseconds.</summary>
    public bool TryReadWhole(ReadOnlySpan<byte> text, long newestUnixNs, out long unixNs) =>
        (TryRead(text, newestUnixNs, out unixNs, out int length) && length == text.Length) || Protocols.Text.TimestampText.TryRead(text, out unixNs);

    /// <summary><c>2026-11-20 12:18:36,464</c>, with <c>T</c>, <c>/</c>, a point, a zone or none.</summary>
    private bool TryReadIso(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (text.Length < 19 || text[7] != text[4] || text[10] is not ((byte)' ' or (byte)'T' or (byte)'t')
            || !TryDate(Number(text[..4]), Number(text[5..7]), Number(text[8..10]), out DateTime day) || !TryClock(text[11..], out TimeSpan clock))
        {
            return false;
        }

        int at = 19;
        int nanoseconds = TakeFraction(text, ref at);
        return TryZone(text, ref at, day + clock, nanoseconds, out unixNs) && (length = at) > 0;
    }

    /// <summary><c>20/Nov/2026:12:18:36 +0100</c>, as web servers write it.</summary>
    private bool TryReadCommonLog(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (text.Length < 20 || text[2] != '/' || text[6] != '/' || text[11] != ':'
            || !TryDate(Number(text[7..11]), NameAt(text[3..], Months) + 1, Number(text[..2]), out DateTime day) || !TryClock(text[12..], out TimeSpan clock))
        {
            return false;
        }

        int at = 20;
        return TryZone(text, ref at, day + clock, 0, out unixNs) && (length = at) > 0;
    }

    /// <summary><c>Nov 20 12:18:36</c>, syslog's (RFC 3164); also <c>Nov 20 2026 12:18:36.464</c>.</summary>
    private bool TryReadStamp(ReadOnlySpan<byte> text, long newestUnixNs, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        int month = NameAt(text, Months) + 1;
        int dayNumber = text[4] == ' ' ? Number(text[5..6]) : Number(text[4..6]);
        if (text[3] != ' ' || text[6] != ' ' || dayNumber < 1)
            return false;
        int at = 7;
        int year = text.Length > 20 && text[11] == ' ' ? Number(text[7..11]) : -1;
        at += year > 0 ? 5 : 0;
        if (!TryClock(text[at..], out TimeSpan clock))
            return false;
        at += 8;
        int nanoseconds = TakeFraction(text, ref at);
        length = at;
        if (year > 0)
            return TryDate(year, month, dayNumber, out DateTime dated) && TryLocal(dated + clock, nanoseconds, out unixNs);
        long end = newestUnixNs == 0 ? long.MaxValue : newestUnixNs;
        int newest = newestUnixNs == 0 ? 1970 : DateTime.UnixEpoch.AddTicks(newestUnixNs / 100).Year;
        // 29 February is in one year of four, and of eight at the turn of a century.
        for (int tried = newest + 1; tried > newest - 8; tried--)
        {
            if (TryDate(tried, month, dayNumber, out DateTime day) && TryLocal(day + clock, nanoseconds, out unixNs) && unixNs - AheadNs <= end)
                return true;
        }

        return false;
    }

    /// <summary><c>Fri Nov 20 12:18:36.464316 2026</c>, C's asctime and Apache's error log.</summary>
    private bool TryReadAsctime(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (text.Length < 24 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || !TryClock(text[11..], out TimeSpan clock))
            return false;
        int at = 19;
        int nanoseconds = TakeFraction(text, ref at);
        int dayNumber = text[8] == ' ' ? Number(text[9..10]) : Number(text[8..10]);
        if (text.Length < at + 5 || text[at] != ' ' || !TryDate(Number(text.Slice(at + 1, 4)), NameAt(text[4..], Months) + 1, dayNumber, out DateTime day))
            return false;
        length = at + 5;
        return TryLocal(day + clock, nanoseconds, out unixNs);
    }

    private static int Number(ReadOnlySpan<byte> digits) => LineTimeReader.Digits(digits);

    /// <summary>Which of some names of three letters the text begins with; -1 = none.</summary>
    private static int NameAt(ReadOnlySpan<byte> text, string names)
    {
        for (int i = 0; i < names.Length; i += 3)
        {
            if (text[0] == names[i] && text[1] == names[i + 1] && text[2] == names[i + 2])
                return i / 3;
        }

        return -1;
    }

    private static bool TryDate(int year, int month, int day, out DateTime date)
    {
        bool exists = year is >= 1678 and <= 2261 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = exists ? new DateTime(year, month, day) : default;
        return exists;
    }

    private static bool TryClock(ReadOnlySpan<byte> text, out TimeSpan clock)
    {
        clock = default;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
            return false;
        int hour = Number(text[..2]);
        int minute = Number(text[3..5]);
        int second = Number(text[6..8]);
        // 60 is a leap second: the next second's first, as Unix time has it.
        clock = new TimeSpan(hour, minute, second);
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 60;
    }

    private static int TakeFraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at + 1 >= text.Length || text[at] is not ((byte)'.' or (byte)',') || text[at + 1] is < (byte)'0' or > (byte)'9')
            return 0;
        int nanoseconds = 0;
        int unit = 1_000_000_000;
        for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            unit /= 10;
            nanoseconds += (text[at] - '0') * unit;
        }

        return nanoseconds;
    }

    /// <summary><c>Z</c>, <c>+01:00</c>, <c>+0100</c>, also behind a space; without one it is local time.</summary>
    private bool TryZone(ReadOnlySpan<byte> text, ref int at, DateTime time, int nanoseconds, out long unixNs)
    {
        if (at < text.Length && text[at] == 'Z')
        {
            at++;
            return LineTimeReader.TryCombine(time, nanoseconds, out unixNs);
        }

        int sign = at < text.Length && text[at] == ' ' ? at + 1 : at;
        if (sign + 5 <= text.Length && text[sign] is (byte)'+' or (byte)'-')
        {
            int colon = text[sign + 3] == ':' ? 1 : 0;
            int hour = Number(text.Slice(sign + 1, 2));
            int minute = sign + 5 + colon <= text.Length ? Number(text.Slice(sign + 3 + colon, 2)) : -1;
            bool isEnd = sign + 5 + colon == text.Length || text[Math.Min(sign + 5 + colon, text.Length - 1)] is not (>= (byte)'0' and <= (byte)'9');
            if (hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && isEnd)
            {
                at = sign + 5 + colon;
                int minutes = (text[sign] == '-' ? -1 : 1) * ((hour * 60) + minute);
                return LineTimeReader.TryCombine(time.AddMinutes(-minutes), nanoseconds, out unixNs);
            }
        }

        return TryLocal(time, nanoseconds, out unixNs);
    }

    /// <summary>Of an hour that comes twice the first pass.</summary>
    private bool TryLocal(DateTime local, int nanoseconds, out long unixNs)
    {
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return LineTimeReader.TryCombine(local - offset, nanoseconds, out unixNs);
    }
}
