using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog.Times;

namespace LogHog.Protocols.Syslog;

/// <summary>VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA [SP MSG] (RFC 5424 §6).</summary>
internal sealed class Rfc5424Message(SyslogTimes times, StructuredData data)
{
    private const int VersionDigitsMax = 3;

    /// <summary>Whether what stands behind <c>&lt;PRI&gt;</c> is meant as this: a version, and <c>-</c> or the year of an RFC 3339 time.</summary>
    public static bool IsAtStart(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[0] is not (>= (byte)'1' and <= (byte)'9'))
            return false;
        int at = VersionBytes(text) + 1;
        if (at > VersionDigitsMax + 1 || at + 1 >= text.Length || text[at - 1] != ' ')
            return false;
        return text[at] == '-' ? text[at + 1] == ' ' : at + 4 < text.Length && text[at + 4] == '-' && CivilTime.Four(text, at) >= 0;
    }

    /// <summary>Reads it into the event.</summary>
    /// <param name="content">What stands behind <c>&lt;PRI&gt;</c>.</param>
    /// <param name="facility">Its name.</param>
    /// <param name="logEvent">With time and severity already.</param>
    /// <returns>What is wrong with the header: then the event is as it was. Faults of the structured data are marked here.</returns>
    public SyslogFault? Read(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        int version = VersionBytes(text);
        int at = version + 1;
        long time = logEvent.TimeUnixNs;
        int timeBytes = 1;
        if (text[at] != '-' && !times.TryReadIso(text[at..], out time, out timeBytes))
            return SyslogFault.Timestamp;
        at += timeBytes;
        if (at >= text.Length || text[at] != ' ')
            return at < text.Length ? SyslogFault.Timestamp : SyslogFault.Header;
        at++;
        if (!TryTakePart(content, ref at, out ReadOnlyMemory<byte> host) || !TryTakePart(content, ref at, out ReadOnlyMemory<byte> app)
            || !TryTakePart(content, ref at, out ReadOnlyMemory<byte> pid) || !TryTakePart(content, ref at, out ReadOnlyMemory<byte> messageId)
            || at >= text.Length)
            return SyslogFault.Header;
        logEvent.TimeUnixNs = time;
        logEvent.Host = host;
        logEvent.App = app;
        SyslogMessageParser.AddProcessId(logEvent, pid);
        SyslogMessageParser.AddFacility(logEvent, facility);
        if (!messageId.IsEmpty)
            logEvent.Fields.Add(new EventField(SyslogFields.MessageId, FieldKind.Text, messageId));
        if (version > 1 || text[0] != '1')
            logEvent.Fields.Add(new EventField(SyslogFields.Version, FieldKind.Number, content[..version]));
        ReadData(content, at, logEvent);
        return null;
    }

    /// <summary>Structured data and message; from where the data are none, all is message.</summary>
    private void ReadData(ReadOnlyMemory<byte> content, int at, LogEvent logEvent)
    {
        int end = at;
        bool isRight = content.Span[at] == '-' ? ++end > 0 : data.TryRead(content, ref end, logEvent);
        ReadOnlySpan<byte> text = content.Span;
        if (!isRight || (end < text.Length && text[end] != ' '))
        {
            // After elements that are right, only what follows them is wrong.
            bool hasElements = isRight && text[at] != '-';
            logEvent.Body = content[(hasElements ? end : at)..];
            SyslogFields.AddFault(logEvent, SyslogFault.StructuredData);
            return;
        }

        end = Math.Min(end + 1, text.Length);
        // RFC 5424 §6.4: the mark says that the message is UTF-8, and is no part of it.
        if (text[end..].StartsWith(SyslogMessageParser.ByteOrderMark))
            end += SyslogMessageParser.ByteOrderMark.Length;
        logEvent.Body = content[end..];
    }

    private static int VersionBytes(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length && at <= VersionDigitsMax && text[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at;
    }

    /// <summary>A part of the header and the space behind it; <c>-</c> is none. False = it is empty, or nothing follows.</summary>
    private static bool TryTakePart(ReadOnlyMemory<byte> content, ref int at, out ReadOnlyMemory<byte> part)
    {
        ReadOnlySpan<byte> rest = content.Span[at..];
        int length = rest.IndexOf((byte)' ');
        part = default;
        if (length <= 0)
            return false;
        if (length > 1 || rest[0] != '-')
            part = content.Slice(at, length);
        at += length + 1;
        return true;
    }
}
