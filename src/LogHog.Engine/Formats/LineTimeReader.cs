namespace LogHog.Engine.Formats;

/// <summary>Reads the times that <see cref="LineTime"/> writes, and RFC 3339 §5.6 as far as log files use it (no leap second).</summary>
internal static class LineTimeReader
{
    private const int SecondBytes = 19;

    /// <summary>Reads a time at the start of the text: one to nine fraction digits or none, an offset or <c>Z</c>.</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="unixNs">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="length">The bytes of the time.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (!TryReadSecond(text, (byte)'T', out DateTime local))
            return false;
        int at = SecondBytes;
        int nanoseconds = 0;
        if (at < text.Length && text[at] == '.' && !TryReadFraction(text, ref at, out nanoseconds))
            return false;
        if (!TryReadOffset(text, ref at, out int offsetMinutes))
            return false;
        length = at;
        return TryCombine(local.AddTicks(-offsetMinutes * TimeSpan.TicksPerMinute), nanoseconds, out unixNs);
    }

    /// <summary>Reads exactly one time that makes up the whole text.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> text, out long unixNs) =>
        TryRead(text, out unixNs, out int length) && length == text.Length;

    /// <summary>Reads <c>yyyy-MM-dd HH:mm:ss</c> with the given separator; its kind is unspecified.</summary>
    public static bool TryReadSecond(ReadOnlySpan<byte> text, byte separator, out DateTime time)
    {
        time = default;
        if (text.Length < SecondBytes || text[4] != '-' || text[7] != '-' || text[10] != separator || text[13] != ':' || text[16] != ':')
            return false;
        int year = Digits(text[..4]);
        int month = Digits(text.Slice(5, 2));
        int day = Digits(text.Slice(8, 2));
        int hour = Digits(text.Slice(11, 2));
        int minute = Digits(text.Slice(14, 2));
        int second = Digits(text.Slice(17, 2));
        // The years of a time in nanoseconds, and far enough from DateTime's own ends for any offset.
        if (year is < 1677 or > 2262 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        time = new DateTime(year, month, day, hour, minute, second);
        return true;
    }

    /// <summary>The decimal number that makes up the text; -1 = something else stands in it. At most nine digits.</summary>
    public static int Digits(ReadOnlySpan<byte> text)
    {
        int value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            value = (value * 10) + (digit - '0');
        }
        return value;
    }

    /// <summary>A UTC time and the nanoseconds above its second; false if 64 bits do not hold it.</summary>
    public static bool TryCombine(DateTime utc, int nanoseconds, out long unixNs)
    {
        long second = (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        const long secondsMax = (long.MaxValue / 1_000_000_000) - 1;
        if (second is > -secondsMax and < secondsMax)
        {
            unixNs = (second * 1_000_000_000) + nanoseconds;
            return true;
        }

        Int128 exact = ((Int128)second * 1_000_000_000) + nanoseconds;
        bool fits = exact >= long.MinValue && exact <= long.MaxValue;
        unixNs = fits ? (long)exact : 0;
        return fits;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int at, out int nanoseconds)
    {
        at++;
        int digits = text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        nanoseconds = 0;
        if (digits is < 1 or > 9)
            return false;
        nanoseconds = Digits(text.Slice(at, digits));
        for (int i = digits; i < 9; i++)
            nanoseconds *= 10;
        at += digits;
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, ref int at, out int minutes)
    {
        minutes = 0;
        if (at >= text.Length)
            return false;
        if (text[at] == 'Z')
        {
            at++;
            return true;
        }
        if (text.Length - at < 6 || text[at] is not ((byte)'+' or (byte)'-') || text[at + 3] != ':')
            return false;
        int hour = Digits(text.Slice(at + 1, 2));
        int minute = Digits(text.Slice(at + 4, 2));
        if (hour is < 0 or > 23 || minute is < 0 or > 59)
            return false;
        minutes = (text[at] == '-' ? -1 : 1) * ((hour * 60) + minute);
        at += 6;
        return true;
    }
}
