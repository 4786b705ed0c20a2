using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// Reads what <see cref="Rfc5424Format"/> wrote, without loss, and other programs' RFC 5424 lines: their structured data become fields
/// <c>id.name</c>, the message id the module.
/// </summary>
internal sealed class Rfc5424LineParser : ILineParser
{
    private readonly ParserScratch _scratch = new();
    private int _exceptionLines;

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        logEvent.Clear();
        logEvent.App = context.App;
        // A pair in a parameter is unescaped twice.
        _scratch.Begin(2 * text.Length);
        _exceptionLines = 0;
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        if (TryReadEvent(text, logEvent))
            return true;
        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = text;
        return false;
    }

    private bool TryReadEvent(ReadOnlyMemory<byte> text, LogEvent logEvent)
    {
        int lineEnd = text.Span.IndexOf((byte)'\n');
        ReadOnlyMemory<byte> line = lineEnd < 0 ? text : text[..lineEnd];
        ReadOnlyMemory<byte> continuation = lineEnd < 0 ? default : text[lineEnd..];
        if (!SyslogPriority.TryTake(ref line, out int severity) || !line.Span.StartsWith("1 "u8))
            return false;
        line = line[2..];
        logEvent.Severity = Protocols.Syslog.SyslogPriority.ToSeverity(severity);
        if (!LineTimeReader.TryRead(line.Span, out long time, out int length) || length >= line.Length || line.Span[length] != ' ')
            return false;
        logEvent.TimeUnixNs = time;
        line = line[(length + 1)..];
        if (!TryTakePart(ref line, out ReadOnlyMemory<byte> host) || !TryTakePart(ref line, out ReadOnlyMemory<byte> app)
            || !TryTakePart(ref line, out ReadOnlyMemory<byte> pid) || !TryTakePart(ref line, out ReadOnlyMemory<byte> module))
        {
            return false;
        }

        logEvent.Host = host;
        logEvent.App = app.IsEmpty ? logEvent.App : app;
        logEvent.Module = module;
        if (StandardTag.IsProcessId(pid.Span))
            logEvent.Fields.Add(new EventField(FieldName.ProcessId, FieldKind.Number, pid));
        else if (!pid.IsEmpty)
            logEvent.Fields.Add(new EventField(FieldName.ProcessId, FieldKind.Text, pid));
        if (!TryTakeData(ref line, logEvent))
            return false;
        EventTexts.Read(line, continuation, _exceptionLines, _scratch, logEvent);
        return true;
    }

    /// <summary>A part of the header and the space behind it; <c>-</c> is none.</summary>
    private static bool TryTakePart(ref ReadOnlyMemory<byte> line, out ReadOnlyMemory<byte> part)
    {
        int space = line.Span.IndexOf((byte)' ');
        part = default;
        if (space <= 0)
            return false;
        part = space == 1 && line.Span[0] == '-' ? default : line[..space];
        line = line[(space + 1)..];
        return true;
    }

    private bool TryTakeData(ref ReadOnlyMemory<byte> line, LogEvent logEvent)
    {
        if (line.Span.StartsWith("-"u8))
        {
            line = line[1..];
        }
        else
        {
            if (!line.Span.StartsWith("["u8))
                return false;
            while (line.Span.StartsWith("["u8))
            {
                if (!TryTakeElement(ref line, logEvent))
                    return false;
            }
        }

        if (line.IsEmpty)
            return true;
        bool isSpace = line.Span[0] == ' ';
        line = line[1..];
        // RFC 5424 §6.4: a byte order mark says that the message is UTF-8, and is no part of it.
        if (line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return isSpace;
    }

    private bool TryTakeElement(ref ReadOnlyMemory<byte> line, LogEvent logEvent)
    {
        int idEnd = line.Span.IndexOfAny(" ]"u8);
        if (idEnd <= 1)
            return false;
        ReadOnlyMemory<byte> id = line[1..idEnd];
        line = line[idEnd..];
        while (line.Span.StartsWith(" "u8))
        {
            int nameEnd = line.Span.IndexOf("=\""u8);
            if (nameEnd <= 1)
                return false;
            ReadOnlyMemory<byte> name = line[1..nameEnd];
            line = line[(nameEnd + 2)..];
            int length = ValueLength(line.Span, out bool isEscaped);
            if (length < 0)
                return false;
            ReadOnlyMemory<byte> value = isEscaped ? Unescaped(line.Span[..length]) : line[..length];
            line = line[(length + 1)..];
            ReadParameter(id, name, value, logEvent);
        }

        if (!line.Span.StartsWith("]"u8))
            return false;
        line = line[1..];
        return true;
    }

    /// <summary>The bytes up to the quote that ends a value; -1 = it has no end.</summary>
    private static int ValueLength(ReadOnlySpan<byte> text, out bool isEscaped)
    {
        isEscaped = false;
        for (int at = 0; ;)
        {
            int hit = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (hit < 0)
                return -1;
            at += hit;
            if (text[at] == '"')
                return at;
            isEscaped = true;
            at = Math.Min(at + 2, text.Length);
        }
    }

    private ReadOnlyMemory<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        Span<byte> free = _scratch.Free;
        int written = 0;
        for (int at = 0; at < text.Length; at++)
        {
            // RFC 5424 §6.3.3: before any other character the backslash is itself.
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is (byte)'"' or (byte)'\\' or (byte)']')
                at++;
            free[written++] = text[at];
        }

        return _scratch.Keep(written);
    }

    private void ReadParameter(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        if (id.Span.SequenceEqual(Rfc5424Names.Own) && TryReadOwn(name.Span, value, logEvent))
            return;
        bool isField = id.Span.SequenceEqual(Rfc5424Names.Fields);
        if (isField && name.Span.SequenceEqual(Rfc5424Names.Pair) && TryReadPair(value, logEvent))
            return;
        if (!isField)
            name = Joined(id.Span, name.Span);
        logEvent.Fields.Add(new EventField(name, FieldPair.KindOf(value.Span), value));
    }

    private bool TryReadOwn(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        if (name.SequenceEqual("host"u8))
            logEvent.Host = Plain(value);
        else if (name.SequenceEqual(FieldName.App))
            logEvent.App = Plain(value);
        else if (name.SequenceEqual("module"u8))
            logEvent.Module = Plain(value);
        else if (name.SequenceEqual(FieldName.Severity))
            logEvent.Severity = SeverityNames.Parse(value.Span);
        else if (name.SequenceEqual(FieldName.TraceId) && HexDigits.TryRead(value.Span, out UInt128 traceId))
            logEvent.TraceId = traceId;
        else if (name.SequenceEqual(FieldName.SpanId) && HexDigits.TryRead(value.Span, out ulong spanId))
            logEvent.SpanId = spanId;
        else if (name.SequenceEqual(FieldName.Received) && LineTimeReader.TryReadWhole(value.Span, out long received))
            logEvent.ReceivedUnixNs = received;
        else if (name.SequenceEqual(FieldName.Exception) && StandardTag.IsProcessId(value.Span) && value.Length <= 9)
            _exceptionLines = LineTimeReader.Digits(value.Span);
        else
            return false;
        return true;
    }

    private bool TryReadPair(ReadOnlyMemory<byte> pair, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = pair.Span;
        int nameLength = text.StartsWith("\""u8) ? JsonString.Length(text) : FieldName.PlainLength(text, 0);
        if (nameLength == 0 || nameLength >= text.Length || text[nameLength] != '=')
            return false;
        ReadOnlyMemory<byte> value = pair[(nameLength + 1)..];
        if (value.Span.StartsWith("\""u8) && JsonString.Length(value.Span) != value.Length)
            return false;
        FieldKind kind = FieldPair.KindOf(value.Span);
        logEvent.Fields.Add(new EventField(JsonString.Unquoted(pair[..nameLength], _scratch), kind, JsonString.Unquoted(value, _scratch)));
        return true;
    }

    private ReadOnlyMemory<byte> Joined(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        Span<byte> free = _scratch.Free;
        id.CopyTo(free);
        free[id.Length] = (byte)'.';
        name.CopyTo(free[(id.Length + 1)..]);
        return _scratch.Keep(id.Length + 1 + name.Length);
    }

    private ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> text) => EventTexts.Plain(text, _scratch);
}
