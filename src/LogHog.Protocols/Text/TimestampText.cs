using System.Buffers.Text;

namespace LogHog.Protocols.Text;

/// <summary>Times as senders write them, as nanoseconds since 1970-01-01T00:00:00Z.</summary>
public static class TimestampText
{
    private const long NsPerSecond = 1_000_000_000;

    // A long counts nanoseconds from 1677 to 2262.
    private const long SecondsMax = (long.MaxValue / NsPerSecond) - 1;

    /// <summary>
    /// RFC 3339, with a space instead of the T if so written, any fraction (cut after nanoseconds, behind a point or a comma),
    /// and any offset; one that is missing means UTC. Or a Unix time, see <see cref="TryReadUnix"/>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long unixNs) =>
        text.Length > 4 && text[4] == (byte)'-' && text[0] != (byte)'-' ? TryReadRfc3339(text, out unixNs) : TryReadUnix(text, out unixNs);

    /// <summary>
    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size: what 31 bits hold is seconds (up to
    /// 2038), a thousand times that milliseconds, and so on. A fraction is one of that unit. No exponent.
    /// </summary>
    public static bool TryReadUnix(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        if (whole.IsEmpty || whole[0] == (byte)'+' || !Utf8Parser.TryParse(whole, out long number, out int read) || read != whole.Length)
            return false;
        long unitNs = UnixUnitNs(number);
        long fraction = 0;
        if (point >= 0 && !TryReadFraction(text[(point + 1)..], unitNs, out fraction))
            return false;
        unixNs = (number * unitNs) + (whole[0] == (byte)'-' ? -fraction : fraction);
        return true;
    }

    /// <summary>A whole number with the unit that <see cref="TryReadUnix"/> would give it.</summary>
    public static long FromUnix(long number) => number * UnixUnitNs(number);

    /// <summary>
    /// A number with the unit that <see cref="TryReadUnix"/> would give it, in microseconds: a double of today holds 238 ns, so
    /// finer digits would be made up. What a long has no room for, and what is no number, is refused.
    /// </summary>
    public static bool TryFromUnix(double number, out long unixNs)
    {
        unixNs = 0;
        if (!(Math.Abs(number) < long.MaxValue))
            return false;
        double whole = Math.Truncate(number);
        long unitNs = UnixUnitNs((long)whole);
        unixNs = ((long)whole * unitNs) + ((long)Math.Round((number - whole) * unitNs / 1_000) * 1_000);
        return true;
    }

    private static long UnixUnitNs(long number)
    {
        ulong size = number < 0 ? (ulong)(-(number + 1)) + 1 : (ulong)number;
        return size < 1UL << 31 ? NsPerSecond
            : size < (1UL << 31) * 1_000 ? 1_000_000
            : size < (1UL << 31) * 1_000_000 ? 1_000
            : 1;
    }

    private static bool TryReadRfc3339(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        // YYYY-MM-DDTHH:MM:SS
        const int secondsEnd = 19;
        if (text.Length < secondsEnd || text[7] != (byte)'-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || text[13] != (byte)':' || text[16] != (byte)':')
            return false;
        bool areDigits = TryReadDigits(text[..4], out int year) & TryReadDigits(text[5..7], out int month)
            & TryReadDigits(text[8..10], out int day) & TryReadDigits(text[11..13], out int hour)
            & TryReadDigits(text[14..16], out int minute) & TryReadDigits(text[17..19], out int second);
        // 60 is a leap second: the next second's first, as Unix time has it.
        if (!areDigits || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
            return false;
        ReadOnlySpan<byte> rest = text[secondsEnd..];
        if (!TryTakeFraction(ref rest, out long fraction) || !TryReadOffset(rest, out int offsetMinutes))
            return false;
        long days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        long seconds = (days * 86_400) + (hour * 3_600) + (minute * 60) + second - (offsetMinutes * 60L);
        if (seconds is < -SecondsMax or > SecondsMax)
            return false;
        unixNs = (seconds * NsPerSecond) + fraction;
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> rest, out long fractionNs)
    {
        fractionNs = 0;
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
            return true;
        rest = rest[1..];
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return TryReadFraction(digits, NsPerSecond, out fractionNs);
    }

    /// <summary>Digits behind a point, of a unit of so many nanoseconds; what is finer than a nanosecond is cut.</summary>
    private static bool TryReadFraction(ReadOnlySpan<byte> digits, long unitNs, out long fractionNs)
    {
        fractionNs = 0;
        if (digits.IsEmpty)
            return false;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            unitNs /= 10;
            fractionNs += (digit - '0') * unitNs;
        }

        return true;
    }

    /// <summary><c>Z</c>, <c>+HH:MM</c>, <c>+HHMM</c>, <c>+HH</c>, or nothing.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || !TryReadDigits(text[1..3], out int hour))
            return false;
        int minute = 0;
        if (text.Length == 6 && text[3] != (byte)':')
            return false;
        if (text.Length > 3 && !TryReadDigits(text[^2..], out minute))
            return false;
        minutes = (hour * 60) + minute;
        if (hour > 23 || minute > 59)
            return false;
        minutes = text[0] == (byte)'-' ? -minutes : minutes;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
