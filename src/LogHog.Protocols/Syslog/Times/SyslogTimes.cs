namespace LogHog.Protocols.Syslog.Times;

/// <summary>Reads the times of syslog messages, in RFC 5424's form and in all that devices write instead.</summary>
internal sealed class SyslogTimes
{
    private readonly SenderZone _zone;
    private readonly IsoTime _iso = new();
    private readonly BsdTime _bsd;

    public SyslogTimes(TimeZoneInfo zone)
    {
        _zone = new SenderZone(zone);
        _bsd = new BsdTime(_zone);
    }

    /// <summary>When the message was received: the time of those that say none, and the year of those that leave it out.</summary>
    public long ReceivedUnixNs { get; set; }

    private long ReceivedSeconds => ReceivedUnixNs / CivilTime.NsPerSecond;

    /// <summary>
    /// TIMESTAMP (RFC 5424 §6.2.3): RFC 3339. More than six digits, a missing offset, and a space for the T are read, too.
    /// </summary>
    public bool TryReadIso(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        if (!_iso.TryRead(text, out long seconds, out int nanoseconds, out length))
            return false;
        bool hasZone = ZoneText.TryTakeOffset(text, ref length, out int offset);
        unixNs = Combine(hasZone, seconds, offset, nanoseconds);
        return true;
    }

    /// <summary>Any time, with its zone if it names one.</summary>
    /// <param name="text">Begins with it.</param>
    /// <param name="unixNs">The time.</param>
    /// <param name="length">Its bytes; a space, colon or the end of the text follows.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        if (text.Length < 10)
            return false;
        if ((uint)(text[0] - '0') > 9)
            return TryReadNamed(text, out unixNs, out length);
        return TryReadZoned(text, _iso.TryRead(text, out long seconds, out int nanoseconds, out length), seconds, nanoseconds, ref length, out unixNs)
            || TryReadYearFirst(text, out unixNs, out length)
            || TryReadSlashed(text, out unixNs, out length)
            || TryReadUnix(text, out unixNs, out length);
    }

    /// <summary><c>Nov 20 …</c> and <c>Fri Nov 20 …</c>.</summary>
    private bool TryReadNamed(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        int weekday = text[3] == ' ' && CivilTime.IsWeekdayAt(text, 0) ? 4 : 0;
        bool isTime = _bsd.TryRead(text[weekday..], ReceivedSeconds, out long seconds, out int nanoseconds, out length);
        length += weekday;
        return TryReadZoned(text, isTime, seconds, nanoseconds, ref length, out unixNs);
    }

    /// <summary><c>2026 Nov 20 12:18:36</c>, as NX-OS has it.</summary>
    private bool TryReadYearFirst(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 0;
        int month = CivilTime.MonthAt(text, 5);
        if (month == 0 || text.Length < 20 || text[4] != ' ' || text[8] != ' ')
            return false;
        int at = text[9] == ' ' ? 10 : 9;
        int space = text[at..].IndexOf((byte)' ');
        int day = space == 1 ? text[at] - '0' : space == 2 ? CivilTime.Two(text, at) : -1;
        at += space + 1;
        if (!CivilTime.TryDays(CivilTime.Four(text, 0), month, day, out long days) || !CivilTime.TryClock(text, at, out int clock))
            return false;
        length = at + 8;
        int nanoseconds = CivilTime.TakeFraction(text, ref length);
        return TryReadZoned(text, true, (days * CivilTime.SecondsPerDay) + clock, nanoseconds, ref length, out unixNs);
    }

    /// <summary><c>11/20/2026:12:18:36 GMT</c>, as NetScaler has it; the day first if it cannot be the month.</summary>
    private bool TryReadSlashed(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 19;
        if (text.Length < length || text[2] != '/' || text[5] != '/' || text[10] is not ((byte)':' or (byte)' '))
            return false;
        int month = CivilTime.Two(text, 0), day = CivilTime.Two(text, 3);
        if (month > 12)
            (month, day) = (day, month);
        return CivilTime.TryDays(CivilTime.Four(text, 6), month, day, out long days) && CivilTime.TryClock(text, 11, out int clock)
            && TryReadZoned(text, true, (days * CivilTime.SecondsPerDay) + clock, 0, ref length, out unixNs);
    }

    /// <summary><c>1795177116.464316</c>: ten digits of seconds since 1970 and a fraction, as Meraki has them.</summary>
    private static bool TryReadUnix(ReadOnlySpan<byte> text, out long unixNs, out int length)
    {
        unixNs = 0;
        length = 10;
        long seconds = 0;
        for (int at = 0; at < length; at++)
        {
            int digit = text[at] - '0';
            if ((uint)digit > 9)
                return false;
            seconds = (seconds * 10) + digit;
        }

        // Without a fraction it may as well be the number of an order.
        int nanoseconds = CivilTime.TakeFraction(text, ref length);
        unixNs = (seconds * CivilTime.NsPerSecond) + nanoseconds;
        return length > 10 && IsEnd(text, length);
    }

    private bool TryReadZoned(ReadOnlySpan<byte> text, bool isTime, long seconds, int nanoseconds, ref int length, out long unixNs)
    {
        unixNs = 0;
        if (!isTime)
            return false;
        bool hasZone = ZoneText.TryTakeOffset(text, ref length, out int offset) || ZoneText.TryTakeSpaced(text, ref length, out offset);
        unixNs = Combine(hasZone, seconds, offset, nanoseconds);
        return IsEnd(text, length);
    }

    private long Combine(bool hasZone, long seconds, int offsetSeconds, int nanoseconds)
    {
        seconds = hasZone ? seconds - offsetSeconds : _zone.ToUnix(seconds, ReceivedSeconds);
        return (seconds * CivilTime.NsPerSecond) + nanoseconds;
    }

    private static bool IsEnd(ReadOnlySpan<byte> text, int at) => at >= text.Length || text[at] is (byte)' ' or (byte)':' or (byte)']' or (byte)',';
}
