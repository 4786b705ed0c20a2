namespace LogHog.Protocols.Syslog.Times;

/// <summary>
/// Zones as senders write them behind a time: offsets, and the abbreviations that devices use. Those that mean several zones mean what
/// RFC 5322 §4.3 says (<c>EST</c> is New York's), or else the one that devices have as a setting.
/// </summary>
internal static class ZoneText
{
    private static readonly (byte[] Name, int OffsetMinutes)[] Names =
    [
        ([.. "UTC"u8], 0), ([.. "GMT"u8], 0), ([.. "CET"u8], 60), ([.. "CEST"u8], 120), ([.. "MET"u8], 60), ([.. "MEST"u8], 120),
        ([.. "EET"u8], 120), ([.. "EEST"u8], 180), ([.. "WET"u8], 0), ([.. "WEST"u8], 60), ([.. "BST"u8], 60), ([.. "MSK"u8], 180),
        ([.. "EST"u8], -300), ([.. "EDT"u8], -240), ([.. "CST"u8], -360), ([.. "CDT"u8], -300), ([.. "MST"u8], -420), ([.. "MDT"u8], -360),
        ([.. "PST"u8], -480), ([.. "PDT"u8], -420), ([.. "AKST"u8], -540), ([.. "AKDT"u8], -480), ([.. "HST"u8], -600), ([.. "BRT"u8], -180),
        ([.. "IST"u8], 330), ([.. "SGT"u8], 480), ([.. "HKT"u8], 480), ([.. "AWST"u8], 480), ([.. "JST"u8], 540), ([.. "KST"u8], 540),
        ([.. "ACST"u8], 570), ([.. "AEST"u8], 600), ([.. "AEDT"u8], 660), ([.. "NZST"u8], 720), ([.. "NZDT"u8], 780),
    ];

    /// <summary>Passes by <c>Z</c>, <c>+01:00</c>, <c>+0100</c> or <c>+01</c>.</summary>
    public static bool TryTakeOffset(ReadOnlySpan<byte> text, ref int at, out int offsetSeconds)
    {
        offsetSeconds = 0;
        if (at >= text.Length)
            return false;
        if ((text[at] | 0x20) == 'z' && IsEnd(text, at + 1))
        {
            at++;
            return true;
        }
        if (text[at] is not ((byte)'+' or (byte)'-'))
            return false;
        int hour = CivilTime.Two(text, at + 1), end = at + 3, minute = 0;
        if (hour is < 0 or > 23)
            return false;
        if (end < text.Length && text[end] == ':')
            end++;
        if (!IsEnd(text, end))
        {
            minute = CivilTime.Two(text, end);
            end += 2;
        }

        if (minute is < 0 or > 59 || !IsEnd(text, end))
            return false;
        offsetSeconds = ((hour * 60) + minute) * (text[at] == '-' ? -60 : 60);
        at = end;
        return true;
    }

    /// <summary>Passes by a space and an offset or a name of the table.</summary>
    public static bool TryTakeSpaced(ReadOnlySpan<byte> text, ref int at, out int offsetSeconds)
    {
        offsetSeconds = 0;
        int begin = at + 1;
        if (begin >= text.Length || text[at] != ' ')
            return false;
        if (text[begin] is (byte)'+' or (byte)'-' && TryTakeOffset(text, ref begin, out offsetSeconds))
        {
            at = begin;
            return true;
        }
        if (text[begin] is not (>= (byte)'A' and <= (byte)'Z'))
            return false;
        foreach ((byte[] name, int offsetMinutes) in Names)
        {
            if (!text[begin..].StartsWith(name) || !IsEnd(text, begin + name.Length))
                continue;
            offsetSeconds = offsetMinutes * 60;
            at = begin + name.Length;
            return true;
        }

        return false;
    }

    private static bool IsEnd(ReadOnlySpan<byte> text, int at) => at >= text.Length || text[at] is (byte)' ' or (byte)':' or (byte)']' or (byte)',';
}
