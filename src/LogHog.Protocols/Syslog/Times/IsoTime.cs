using System.Runtime.Intrinsics;

namespace LogHog.Protocols.Syslog.Times;

/// <summary>
/// <c>2026-11-20T12:18:36.464316</c> (RFC 3339), also with a space, slashes, a comma, and Sophos' <c>2026:11:20-12:18:36</c>. Messages
/// come by the thousand in one minute, so the minute last read is remembered.
/// </summary>
internal sealed class IsoTime
{
    /// <summary>Bytes up to the whole second.</summary>
    private const int SecondsEnd = 19;

    private Vector128<byte> _minuteText;
    private long _minuteSeconds;

    /// <summary>Reads up to the fraction; what stands behind it may be a zone.</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="seconds">Since 1970, by the sender's clock.</param>
    /// <param name="nanoseconds">Of that second.</param>
    /// <param name="length">Its bytes.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds, out int length)
    {
        seconds = 0;
        nanoseconds = 0;
        length = SecondsEnd;
        if (text.Length < SecondsEnd || text[16] != ':')
            return false;
        Vector128<byte> minuteText = Vector128.Create(text);
        if (minuteText != _minuteText)
        {
            if (!TryReadMinute(text, out long minute))
                return false;
            _minuteText = minuteText;
            _minuteSeconds = minute;
        }

        int second = CivilTime.Two(text, 17);
        seconds = _minuteSeconds + second;
        if (second is < 0 or > 60)
            return false;
        nanoseconds = CivilTime.TakeFraction(text, ref length);
        return true;
    }

    private static bool TryReadMinute(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        bool isShaped = text[7] == text[4] && text[13] == ':' && (text[4], text[10]) switch
        {
            ((byte)'-', (byte)'T' or (byte)'t' or (byte)' ') => true,
            ((byte)'/', (byte)' ' or (byte)'-') => true,
            ((byte)':', (byte)'-') => true,
            _ => false,
        };
        int hour = CivilTime.Two(text, 11), minute = CivilTime.Two(text, 14);
        if (!isShaped || hour is < 0 or > 23 || minute is < 0 or > 59
            || !CivilTime.TryDays(CivilTime.Four(text, 0), CivilTime.Two(text, 5), CivilTime.Two(text, 8), out long days))
            return false;
        seconds = (days * CivilTime.SecondsPerDay) + (hour * 3600) + (minute * 60);
        return true;
    }
}
