using System.Buffers.Binary;

namespace LogHog.Protocols.Syslog.Times;

/// <summary>
/// <c>Nov 20 12:18:36</c> (RFC 3164 §4.1.2): no year, no zone. Also with a year before or behind the clock, a fraction, and days of one
/// digit in every spelling. The minute last read is remembered.
/// </summary>
internal sealed class BsdTime(SenderZone zone)
{
    /// <summary>
    /// A clock may be ahead by so much; what would be later is of the year before. More than a wrong zone or a drifting clock makes, and so
    /// little that hardly any message from almost a year ago (a device that found its server again) gets into the future.
    /// </summary>
    private const long AheadSecondsMax = 7L * CivilTime.SecondsPerDay;

    // 29 February is in one year of four, and of eight at the turn of a century.
    private const int YearsBackMax = 8;

    private const int CanonicalBytes = 15;

    private ulong _minuteStart;
    private ulong _minuteEnd;
    private long _minuteSeconds;
    private long _yearHour = long.MinValue;

    /// <summary>Reads up to the fraction or year; what stands behind it may be a zone.</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="receivedSeconds">When it was received, of UTC: gives the year.</param>
    /// <param name="seconds">Since 1970, by the sender's clock.</param>
    /// <param name="nanoseconds">Of that second.</param>
    /// <param name="length">Its bytes.</param>
    public bool TryRead(ReadOnlySpan<byte> text, long receivedSeconds, out long seconds, out int nanoseconds, out int length)
    {
        seconds = 0;
        nanoseconds = 0;
        length = 0;
        if (text.Length < CanonicalBytes - 1)
            return false;
        if (TryReadKnown(text, receivedSeconds, out seconds, out length))
        {
            nanoseconds = CivilTime.TakeFraction(text, ref length);
            // With a year what was remembered may be wrong.
            if (YearBehind(text, length) < 0)
                return true;
        }

        return TryReadAny(text, receivedSeconds, ref seconds, ref nanoseconds, ref length);
    }

    /// <summary>A minute that was read before.</summary>
    private bool TryReadKnown(ReadOnlySpan<byte> text, long receivedSeconds, out long seconds, out int length)
    {
        seconds = 0;
        length = CanonicalBytes;
        if (text.Length < CanonicalBytes || receivedSeconds / 3600 != _yearHour
            || BinaryPrimitives.ReadUInt64LittleEndian(text) != _minuteStart || BinaryPrimitives.ReadUInt64LittleEndian(text[5..]) != _minuteEnd)
            return false;
        int second = CivilTime.Two(text, 13);
        seconds = _minuteSeconds + second;
        return second is >= 0 and <= 60;
    }

    private bool TryReadAny(ReadOnlySpan<byte> text, long receivedSeconds, ref long seconds, ref int nanoseconds, ref int length)
    {
        int month = CivilTime.MonthAt(text, 0);
        if (month == 0 || text[3] != ' ')
            return false;
        int at = text[4] == ' ' ? 5 : 4;
        int day = CivilTime.Two(text, at);
        int dayBytes = day >= 0 ? 2 : 1;
        day = day >= 0 ? day : text[at] - '0';
        at += dayBytes;
        if (day is < 1 or > 31 || text[at] != ' ')
            return false;
        at++;
        int year = CivilTime.YearAt(text, at);
        bool isCanonical = at == 7 && year < 0;
        at += year < 0 ? 0 : 5;
        if (!CivilTime.TryClock(text, at, out int clock))
            return false;
        length = at + 8;
        nanoseconds = CivilTime.TakeFraction(text, ref length);
        if (year < 0 && (year = YearBehind(text, length)) > 0)
        {
            length += 5;
            isCanonical = false;
        }

        if (!TryDate(year, month, day, clock, receivedSeconds, out seconds))
            return false;
        if (isCanonical)
            Remember(text, receivedSeconds, seconds - CivilTime.Two(text, 13));
        return true;
    }

    private void Remember(ReadOnlySpan<byte> text, long receivedSeconds, long minuteSeconds)
    {
        _minuteStart = BinaryPrimitives.ReadUInt64LittleEndian(text);
        _minuteEnd = BinaryPrimitives.ReadUInt64LittleEndian(text[5..]);
        _minuteSeconds = minuteSeconds;
        _yearHour = receivedSeconds / 3600;
    }

    private bool TryDate(int year, int month, int day, int clock, long receivedSeconds, out long seconds)
    {
        seconds = 0;
        if (year > 0)
        {
            bool exists = CivilTime.TryDays(year, month, day, out long dated);
            seconds = (dated * CivilTime.SecondsPerDay) + clock;
            return exists;
        }

        int newest = DateTime.UnixEpoch.AddSeconds(receivedSeconds).Year + 1;
        for (year = newest; year >= newest - 1 - YearsBackMax; year--)
        {
            if (!CivilTime.TryDays(year, month, day, out long days))
                continue;
            seconds = (days * CivilTime.SecondsPerDay) + clock;
            if (zone.ToUnix(seconds, receivedSeconds) <= receivedSeconds + AheadSecondsMax)
                return true;
        }

        return false;
    }

    /// <summary><c>Nov 20 12:18:36 2026</c>, as Aruba, H3C and C's asctime have it, if the year stands alone there; -1 = there is none.</summary>
    private static int YearBehind(ReadOnlySpan<byte> text, int at) =>
        at < text.Length && text[at] == ' ' ? CivilTime.YearAt(text, at + 1) : -1;
}
