using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// Reads what <see cref="JsonFormat"/> wrote, without loss, and other programs' CLEF lines: a member with a meaning but an
/// odd value is a field, objects and lists are fields with their JSON text, <c>null</c> is the text <c>null</c>.
/// </summary>
internal sealed class ClefLineParser : ILineParser
{
    private readonly ParserScratch _scratch = new();

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        logEvent.Clear();
        logEvent.App = context.App;
        _scratch.Begin(text.Length);
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        if (TryReadObject(text, logEvent))
            return true;
        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = text;
        return false;
    }

    private bool TryReadObject(ReadOnlyMemory<byte> text, LogEvent logEvent)
    {
        ReadOnlySpan<byte> span = text.Span;
        bool hasTime = false;
        int at = SkipSpace(span, 0);
        if (at >= span.Length || span[at] != '{')
            return false;
        do
        {
            at = SkipSpace(span, at + 1); // behind the brace or the comma
            int nameStart = at;
            int nameLength = JsonString.Length(span[at..]);
            at = SkipSpace(span, at + nameLength);
            if (nameLength == 0 || at >= span.Length || span[at] != ':')
                return false;
            at = SkipSpace(span, at + 1);
            int valueLength = JsonValue.Length(span[at..]);
            if (valueLength == 0)
                return false;
            ReadMember(text.Slice(nameStart, nameLength), text.Slice(at, valueLength), logEvent, ref hasTime);
            at = SkipSpace(span, at + valueLength);
        }
        while (at < span.Length && span[at] == ',');
        return hasTime && at < span.Length && span[at] == '}' && SkipSpace(span, at + 1) == span.Length;
    }

    private void ReadMember(ReadOnlyMemory<byte> quotedName, ReadOnlyMemory<byte> value, LogEvent logEvent, ref bool hasTime)
    {
        ReadOnlyMemory<byte> name = JsonString.Unquoted(quotedName, _scratch);
        byte first = value.Span[0];
        bool isText = first == '"';
        if (isText)
        {
            value = JsonString.Unquoted(value, _scratch);
            if (name.Span.SequenceEqual("@t"u8) && LineTimeReader.TryReadWhole(value.Span, out long time))
            {
                logEvent.TimeUnixNs = time;
                hasTime = true;
                return;
            }
            if (TryReadText(name.Span, value, logEvent))
                return;
        }
        FieldKind kind =
            isText ? FieldKind.Text
            : first is (byte)'t' or (byte)'f' ? FieldKind.Bool
            : first == '-' || char.IsAsciiDigit((char)first) ? FieldKind.Number
            : FieldKind.Text;
        logEvent.Fields.Add(new EventField(name[ClefNames.PrefixLength(name.Span)..], kind, value));
    }

    private static bool TryReadText(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        switch (name)
        {
            case [(byte)'@', (byte)'m']:
                logEvent.Body = value;
                return true;
            case [(byte)'@', (byte)'x']:
                logEvent.Exception = value;
                return true;
            case [(byte)'@', (byte)'l']:
                Severity severity = ClefNames.ParseLevel(value.Span);
                logEvent.Severity = severity == Severity.None ? logEvent.Severity : severity;
                return severity != Severity.None;
            case [(byte)'@', (byte)'t', (byte)'r'] when HexDigits.TryRead(value.Span, out UInt128 traceId):
                logEvent.TraceId = traceId;
                return true;
            case [(byte)'@', (byte)'s', (byte)'p'] when HexDigits.TryRead(value.Span, out ulong spanId):
                logEvent.SpanId = spanId;
                return true;
        }
        return TryReadOwn(name, value, logEvent);
    }

    private static bool TryReadOwn(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        if (name.SequenceEqual("app"u8))
            logEvent.App = value;
        else if (name.SequenceEqual("module"u8))
            logEvent.Module = value;
        else if (name.SequenceEqual("host"u8))
            logEvent.Host = value;
        else if (name.SequenceEqual("received"u8) && LineTimeReader.TryReadWhole(value.Span, out long received))
            logEvent.ReceivedUnixNs = received;
        else
            return false;
        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
            at++;
        return at;
    }
}
