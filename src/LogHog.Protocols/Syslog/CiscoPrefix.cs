using System.Buffers;
using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog.Times;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// What Cisco's devices put before and around the time: <c>29: 000031: sw1: *Mar  1 00:10:01.123 UTC: %SYS-5-CONFIG_I: …</c>. Each part may
/// be missing: numbers of the message, the origin, a sign that the clock is wrong, the time, or how long the device has been running.
/// </summary>
internal sealed class CiscoPrefix(SyslogTimes times)
{
    private const int NumberBytesMax = 12;
    private const int OriginBytesMax = 64;
    private const int UptimeBytesMax = 16;

    // Behind the time of a message with an origin: a process at most, and then a name of Cisco's.
    private const int MnemonicAtMax = 64;

    private static readonly SearchValues<byte> InUptime = SearchValues.Create("0123456789:ywdh"u8);

    private ReadOnlyMemory<byte> _firstNumber;
    private ReadOnlyMemory<byte> _secondNumber;
    private ReadOnlyMemory<byte> _origin;
    private ReadOnlyMemory<byte> _mark;
    private ReadOnlyMemory<byte> _uptime;

    /// <summary>Reads all of the message. False = it does not begin so, and the event is as it was.</summary>
    /// <param name="content">The message.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="facility">Its name; empty = there is none.</param>
    /// <param name="logEvent">With severity and the time of receipt already.</param>
    public bool TryRead(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        if (at >= text.Length)
            return false;
        bool hasColon = text[at] == ':';
        if (hasColon)
            at = BsdMessage.SpacesEnd(text, at + 1);
        _origin = _mark = _uptime = default;
        _firstNumber = TakeNumber(content, ref at);
        _secondNumber = _firstNumber.IsEmpty ? default : TakeNumber(content, ref at);
        if (!TryTakeTime(content, ref at, logEvent) && !TryTakeOrigin(content, ref at, logEvent)
            && ((_firstNumber.IsEmpty && !hasColon) || DeviceMessageId.MnemonicBytes(text[at..]) == 0))
            return false;
        Take(content, at, facility, logEvent);
        return true;
    }

    /// <summary>The device's name, and then a time.</summary>
    private bool TryTakeOrigin(ReadOnlyMemory<byte> content, ref int at, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        int origin = OriginBytes(text[at..], out int originEnd), end = at + originEnd;
        long received = logEvent.TimeUnixNs;
        if (origin == 0 || !TryTakeTime(content, ref end, logEvent))
            return false;
        // Programs, too, write their name, a colon and a time.
        if (!text[end..Math.Min(text.Length, end + MnemonicAtMax)].Contains((byte)'%'))
        {
            logEvent.TimeUnixNs = received;
            return false;
        }

        _origin = content.Slice(at, origin);
        at = end;
        return true;
    }

    /// <summary>The sign, the time or how long it has been running, and the colon.</summary>
    private bool TryTakeTime(ReadOnlyMemory<byte> content, ref int at, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        if (at >= text.Length)
            return false;
        int mark = text[at] is (byte)'*' or (byte)'.' ? 1 : 0;
        int end = at + mark;
        if (times.TryRead(text[end..], out long time, out int length))
        {
            logEvent.TimeUnixNs = time;
            _mark = content.Slice(at, mark);
            end += length;
        }
        else
        {
            int uptime = UptimeBytes(text[end..]);
            if (uptime == 0)
                return false;
            _mark = content.Slice(at, mark);
            _uptime = content.Slice(end, uptime);
            end += uptime;
        }

        // IOS XR without a zone has a space before the colon.
        end = text[end..].StartsWith(" : "u8) ? end + 1 : end;
        at = end < text.Length && text[end] == ':' ? end + 1 : end;
        return true;
    }

    private void Take(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        logEvent.Host = _origin;
        at = BsdMessage.SpacesEnd(content.Span, at);
        if (BsdTag.TryRead(content.Span[at..], out BsdTag tag))
        {
            logEvent.App = content.Slice(at, tag.NameBytes);
            SyslogMessageParser.AddProcessId(logEvent, content.Slice(at + tag.PidStart, tag.PidBytes));
            at += tag.Length;
        }

        SyslogMessageParser.AddFacility(logEvent, facility);
        AddText(logEvent, SyslogFields.Sequence, _firstNumber);
        AddText(logEvent, SyslogFields.Sequence, _secondNumber);
        AddText(logEvent, SyslogFields.TimeMark, _mark);
        AddText(logEvent, SyslogFields.Uptime, _uptime);
        BsdMessage.TakeBody(content[at..], logEvent);
    }

    private static void AddText(LogEvent logEvent, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
            logEvent.Fields.Add(new EventField(name, FieldKind.Text, value));
    }

    /// <summary><c>000031: </c></summary>
    private static ReadOnlyMemory<byte> TakeNumber(ReadOnlyMemory<byte> content, ref int at)
    {
        ReadOnlySpan<byte> rest = content.Span[at..];
        int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > NumberBytesMax || !rest[digits..].StartsWith(": "u8))
            return default;
        ReadOnlyMemory<byte> number = content.Slice(at, digits);
        at += digits + 2;
        return number;
    }

    /// <summary><c>sw1: </c>, and <c>RP/0/RSP0/CPU0:</c> without the space, as IOS XR has it.</summary>
    private static int OriginBytes(ReadOnlySpan<byte> rest, out int end)
    {
        int colon = rest[..Math.Min(rest.Length, OriginBytesMax)].IndexOf((byte)':');
        end = colon + 1;
        if (colon < 1 || rest[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return 0;
        end = end < rest.Length && rest[end] == ' ' ? end + 1 : end;
        return colon;
    }

    /// <summary><c>00:01:15</c>, <c>1w2d</c>, <c>2d03h</c> before a colon and a name of Cisco's; 0 = there is none.</summary>
    private static int UptimeBytes(ReadOnlySpan<byte> rest)
    {
        int end = rest[..Math.Min(rest.Length, UptimeBytesMax)].IndexOf(": "u8);
        if (end < 4 || rest[0] is not (>= (byte)'0' and <= (byte)'9') || rest[..end].ContainsAnyExcept(InUptime))
            return 0;
        return DeviceMessageId.MnemonicBytes(rest[(end + 2)..]) > 0 ? end : 0;
    }
}
