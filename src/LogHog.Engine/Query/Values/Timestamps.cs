using System.Globalization;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Moments in RFC 3339 form, to the nanosecond.</summary>
internal static class Timestamps
{
    public const long DayNs = 86_400_000_000_000;

    /// <summary><c>2026-11-20T12:18:36.464316123Z</c>.</summary>
    public const int FormatBytesMax = 30;

    private static readonly long EpochDays = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay;

    /// <summary>Reads <c>YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)</c>; a space may stand for the T, and the zone may be left out (UTC).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        if (!Digits(text[..4], out int year) || !Digits(text.Slice(5, 2), out int month) || !Digits(text.Slice(8, 2), out int day)
            || !Digits(text.Slice(11, 2), out int hour) || !Digits(text.Slice(14, 2), out int minute) || !Digits(text.Slice(17, 2), out int second)
            || !TryDayNumber(year, month, day, out long days) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[19..];
        long fraction = 0;
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits is 0 or > 9 || !Digits(rest.Slice(1, digits), out int value))
            {
                return false;
            }

            fraction = value * (long)Math.Pow(10, 9 - digits);
            rest = rest[(digits + 1)..];
        }

        if (!TryZone(rest, out long zoneNs))
        {
            return false;
        }

        long seconds = (days * 86400) + (hour * 3600L) + (minute * 60L) + second;
        if (Math.Abs(seconds) > 9_200_000_000)
        {
            return false;
        }

        unixNs = (seconds * 1_000_000_000) + fraction - zoneNs;
        return true;
    }

    /// <summary>RFC 3339 in UTC, without needless zeros in the fraction.</summary>
    public static string Format(long unixNs)
    {
        Span<byte> text = stackalloc byte[FormatBytesMax];
        return Encoding.ASCII.GetString(text[..Format(unixNs, text)]);
    }

    /// <summary>The same as bytes.</summary>
    /// <param name="unixNs">Nanoseconds since 1970.</param>
    /// <param name="into">At least <see cref="FormatBytesMax"/>.</param>
    /// <returns>How many were written.</returns>
    public static int Format(long unixNs, Span<byte> into)
    {
        (long seconds, long fraction) = Math.DivRem(unixNs, 1_000_000_000);
        if (fraction < 0)
        {
            fraction += 1_000_000_000;
            seconds--;
        }

        DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond).TryFormat(into, out int length, "s", CultureInfo.InvariantCulture);
        if (fraction != 0)
        {
            int digits = 9;
            for (; fraction % 10 == 0; fraction /= 10)
            {
                digits--;
            }

            into[length++] = (byte)'.';
            for (int i = digits - 1; i >= 0; i--, fraction /= 10)
            {
                into[length + i] = (byte)('0' + (fraction % 10));
            }

            length += digits;
        }

        into[length++] = (byte)'Z';
        return length;
    }

    /// <summary>Days since 1970-01-01 of a date that exists.</summary>
    public static bool TryDayNumber(int year, int month, int day, out long days)
    {
        days = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay) - EpochDays;
        return true;
    }

    /// <summary>A zone suffix: nothing, Z, or ±hh:mm.</summary>
    public static bool TryZone(ReadOnlySpan<byte> text, out long offsetNs)
    {
        offsetNs = 0;
        if (text.Length == 0 || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !Digits(text.Slice(1, 2), out int hours) || !Digits(text[4..], out int minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        offsetNs = ((hours * 3600L) + (minutes * 60L)) * 1_000_000_000 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    public static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + b - '0';
        }

        return text.Length > 0;
    }
}
