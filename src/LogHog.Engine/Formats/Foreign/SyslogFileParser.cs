using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// What syslog daemons write into files: <c>Nov 20 12:18:36 web01 sshd[4711]: text</c> (RFC 3164), also with <c>&lt;PRI&gt;</c> or a
/// year. The program is the module, its process id the field <c>process.pid</c>.
/// </summary>
internal sealed class SyslogFileParser(TimeZoneInfo zone) : ILineParser
{
    private readonly ForeignTime _time = new(zone);

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        ReadOnlyMemory<byte> rest = text;
        bool hasPriority = SyslogPriority.TryTake(ref rest, out int severity);
        // Others begin with an ISO time, too (dpkg); syslog daemons' own such lines are of the standard format.
        if (rest.IsEmpty || rest.Span[0] is >= (byte)'0' and <= (byte)'9')
            return false;
        if (!_time.TryRead(rest.Span, context.NewestUnixNs, out long unixNs, out int length) || length >= rest.Length || rest.Span[length] != ' ')
            return false;
        rest = rest[(length + 1)..];
        int hostLength = rest.Span.IndexOf((byte)' ');
        if (hostLength <= 0 || rest.Span[..hostLength].ContainsAny("[]\""u8))
            return false;
        ReadOnlyMemory<byte> host = rest[..hostLength];
        rest = rest[(hostLength + 1)..];
        if (!TryTakeTag(ref rest, out ReadOnlyMemory<byte> program, out ReadOnlyMemory<byte> pid))
            return false;
        logEvent.TimeUnixNs = unixNs;
        logEvent.Host = host;
        logEvent.Module = program;
        if (!pid.IsEmpty)
            logEvent.Fields.Add(new EventField(FieldName.ProcessId, FieldKind.Number, pid));
        if (hasPriority)
            logEvent.Severity = Protocols.Syslog.SyslogPriority.ToSeverity(severity);
        logEvent.Body = rest;
        return true;
    }

    /// <summary><c>sshd[4711]: </c>, <c>kernel: </c>, and without a colon "last message repeated 3 times" and its like.</summary>
    private static bool TryTakeTag(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> program, out ReadOnlyMemory<byte> pid)
    {
        program = pid = default;
        ReadOnlySpan<byte> text = rest.Span;
        int end = text.IndexOfAny(": ["u8);
        if (end <= 0)
            return end < 0;
        if (text[end] == ' ')
            return true;
        program = rest[..end];
        if (text[end] == '[')
        {
            int digits = text[(end + 1)..].IndexOf((byte)']');
            if (digits < 0 || !StandardTag.IsProcessId(text.Slice(end + 1, digits)))
            {
                program = default;
                return true;
            }

            pid = rest.Slice(end + 1, digits);
            end += digits + 2;
        }

        bool hasColon = end < text.Length && text[end] == ':';
        rest = rest[(hasColon ? end + 1 : end)..];
        if (rest.Span.StartsWith(" "u8))
            rest = rest[1..];
        return true;
    }
}
