using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>Reads what <see cref="StandardFormat"/> wrote, without loss. The grammar stands in docs/line-format.md.</summary>
internal sealed class StandardLineParser : ILineParser
{
    private readonly ParserScratch _scratch = new();
    private readonly List<FieldSlice> _fields = [];

    // What the group says about the rest of the event.
    private int _exceptionLines;
    private bool _severityNone;

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        logEvent.Clear();
        _scratch.Begin(text.Length);
        _exceptionLines = 0;
        _severityNone = false;
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        if (TryParseEvent(text, context, logEvent))
            return true;
        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = text;
        return false;
    }

    private bool TryParseEvent(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        int lineEnd = text.Span.IndexOf((byte)'\n');
        ReadOnlyMemory<byte> line = lineEnd < 0 ? text : text[..lineEnd];
        ReadOnlyMemory<byte> continuation = lineEnd < 0 ? default : text[lineEnd..];

        if (!LineTimeReader.TryRead(line.Span, out long time, out int at) || !TryTakeSpace(line.Span, ref at))
            return false;
        logEvent.TimeUnixNs = time;
        int hostLength = line.Span[at..].IndexOf((byte)' ');
        if (hostLength <= 0)
            return false;
        ReadOnlyMemory<byte> host = line.Slice(at, hostLength);
        logEvent.Host = host.Span.SequenceEqual("-"u8) ? default : Plain(host);
        at += hostLength + 1;
        if (!TryReadTag(line, ref at, logEvent, out ReadOnlyMemory<byte> tag))
            return false;

        logEvent.App = context.App;
        ReadOnlyMemory<byte> message = line[at..];
        int group = FieldGroup.Find(message.Span, _fields);
        if (group >= 0)
        {
            ReadGroup(message[(group + 1)..], logEvent);
            message = message[..group];
        }
        logEvent.Module = StandardTag.Module(tag, StandardTag.App(logEvent, context).Span);
        if (!_severityNone)
        {
            logEvent.Severity = SeverityNames.AtStart(message.Span, out int severityLength);
            message = message[severityLength..];
        }
        EventTexts.Read(message, continuation, _exceptionLines, _scratch, logEvent);
        return true;
    }

    private static bool TryTakeSpace(ReadOnlySpan<byte> line, ref int at) => at < line.Length && line[at++] == ' ';

    // tag [ "[" pid "]" ] ":" ( " " / end of line )
    private bool TryReadTag(ReadOnlyMemory<byte> line, ref int at, LogEvent logEvent, out ReadOnlyMemory<byte> tag)
    {
        tag = default;
        ReadOnlySpan<byte> rest = line.Span[at..];
        int length = rest.IndexOfAny(": ["u8);
        if (length <= 0)
            return false;
        tag = Plain(line.Slice(at, length));
        int end = length;
        if (rest[length] == '[')
        {
            int digits = rest[(length + 1)..].IndexOf((byte)']');
            if (digits < 0 || !StandardTag.IsProcessId(rest.Slice(length + 1, digits)))
                return false;
            ReadOnlyMemory<byte> pid = line.Slice(at + length + 1, digits);
            logEvent.Fields.Add(new EventField(FieldName.ProcessId, FieldKind.Number, pid));
            end = length + 1 + digits + 1;
        }
        if (end >= rest.Length || rest[end] != ':')
            return false;
        end++;
        at += end;
        return end == rest.Length || TryTakeSpace(line.Span, ref at);
    }

    private void ReadGroup(ReadOnlyMemory<byte> group, LogEvent logEvent)
    {
        ReadOnlySpan<byte> span = group.Span;
        foreach (FieldSlice field in CollectionsMarshal.AsSpan(_fields))
        {
            ReadOnlySpan<byte> name = span.Slice(field.Start, field.NameLength);
            ReadOnlySpan<byte> value = span.Slice(field.ValueStart, field.ValueLength);
            ReadOnlyMemory<byte> stored = group.Slice(field.ValueStart, field.ValueLength);
            if (FieldName.IsReserved(name) && TryReadOwn(name, value, stored, logEvent))
                continue;
            ReadOnlyMemory<byte> storedName = group.Slice(field.Start, field.NameLength);
            logEvent.Fields.Add(new EventField(
                name[0] == '"' ? Unquoted(storedName) : storedName, FieldPair.KindOf(value), value[0] == '"' ? Unquoted(stored) : stored));
        }
    }

    // A reserved name with a value that LogHog would not write is somebody's field.
    private bool TryReadOwn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlyMemory<byte> stored, LogEvent logEvent)
    {
        if (name.SequenceEqual(FieldName.App))
        {
            logEvent.App = Unquoted(stored);
            return true;
        }
        if (name.SequenceEqual(FieldName.TraceId) && HexDigits.TryRead(value, out UInt128 traceId))
        {
            logEvent.TraceId = traceId;
            return true;
        }
        if (name.SequenceEqual(FieldName.SpanId) && HexDigits.TryRead(value, out ulong spanId))
        {
            logEvent.SpanId = spanId;
            return true;
        }
        if (name.SequenceEqual(FieldName.Received) && LineTimeReader.TryReadWhole(value, out long received))
        {
            logEvent.ReceivedUnixNs = received;
            return true;
        }
        if (name.SequenceEqual(FieldName.Severity) && value.SequenceEqual("none"u8))
            return _severityNone = true;
        if (!name.SequenceEqual(FieldName.Exception) || !StandardTag.IsProcessId(value) || value.Length > 9)
            return false;
        _exceptionLines = LineTimeReader.Digits(value);
        return _exceptionLines > 0;
    }

    private ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> text) => EventTexts.Plain(text, _scratch);

    private ReadOnlyMemory<byte> Unquoted(ReadOnlyMemory<byte> text) => JsonString.Unquoted(text, _scratch);
}
