using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Formats;

/// <summary>
/// Reads what <see cref="LogfmtFormat"/> wrote, without loss, and other programs' logfmt lines as far as they have a time: under
/// <c>time</c>, <c>ts</c>, <c>t</c>, <c>timestamp</c> or <c>@timestamp</c>. A name without a value is <c>true</c>.
/// </summary>
internal sealed class LogfmtLineParser : ILineParser
{
    private readonly ParserScratch _scratch = new();

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        logEvent.Clear();
        logEvent.App = context.App;
        _scratch.Begin(text.Length);
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        if (!text.Span.Contains((byte)'\n') && TryReadPairs(text, logEvent))
            return true;
        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = text;
        return false;
    }

    private bool TryReadPairs(ReadOnlyMemory<byte> rest, LogEvent logEvent)
    {
        bool isOwn = rest.Span.StartsWith("time="u8) && !rest.Span.StartsWith("time=\""u8);
        bool hasTime = false;
        int pairs = 0;
        while (true)
        {
            rest = rest[SpaceBytes(rest.Span)..];
            if (rest.IsEmpty)
                return hasTime && (isOwn || pairs > 1);
            if (!TryTakeName(ref rest, out ReadOnlyMemory<byte> name, out bool isQuoted) || (pairs == 0 && !rest.Span.StartsWith("="u8)) || !TryTakeValue(ref rest, out ReadOnlyMemory<byte> value))
                return false;
            pairs++;
            if (!isQuoted && TryReadOwn(name.Span, value, isOwn, ref hasTime, logEvent))
                continue;
            logEvent.Fields.Add(new EventField(isQuoted ? JsonString.Unquoted(name, _scratch) : name, FieldPair.KindOf(value.Span), Unquoted(value)));
        }
    }

    private static int SpaceBytes(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(" \t\r"u8);
        return length < 0 ? text.Length : length;
    }

    private static bool TryTakeName(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> name, out bool isQuoted)
    {
        ReadOnlySpan<byte> text = rest.Span;
        isQuoted = text[0] == '"';
        int end = isQuoted ? JsonString.Length(text) : text.IndexOfAny("= \t\""u8);
        end = end < 0 ? text.Length : end;
        name = rest[..end];
        rest = rest[end..];
        return end > 0 && (rest.IsEmpty || rest.Span[0] is (byte)'=' or (byte)' ' or (byte)'\t');
    }

    private static bool TryTakeValue(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> value)
    {
        if (rest.IsEmpty || rest.Span[0] != '=')
        {
            value = "true"u8.ToArray();
            return true;
        }

        rest = rest[1..];
        ReadOnlySpan<byte> text = rest.Span;
        bool isQuoted = text.StartsWith("\""u8);
        int end = isQuoted ? JsonString.Length(text) : text.IndexOfAny(" \t\r"u8);
        end = end < 0 ? text.Length : end;
        value = rest[..end];
        rest = rest[end..];
        return (!isQuoted || end > 0) && (rest.IsEmpty || SpaceBytes(rest.Span) > 0);
    }

    private bool TryReadOwn(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, bool isOwn, ref bool hasTime, LogEvent logEvent)
    {
        if (!hasTime && (name.SequenceEqual(LogfmtNames.Time) || (!isOwn && IsOthersTime(name))))
            return hasTime = TryReadTime(Unquoted(value).Span, logEvent);
        if (name.SequenceEqual(LogfmtNames.Level) || (!isOwn && (name.SequenceEqual("lvl"u8) || name.SequenceEqual("severity"u8))))
        {
            Severity severity = SeverityText.Parse(Unquoted(value).Span);
            logEvent.Severity = severity == Severity.None ? logEvent.Severity : severity;
            return severity != Severity.None;
        }

        if (name.SequenceEqual(LogfmtNames.Message) || (!isOwn && name.SequenceEqual("message"u8)))
            logEvent.Body = Unquoted(value);
        else if (name.SequenceEqual(LogfmtNames.App))
            logEvent.App = Unquoted(value);
        else if (name.SequenceEqual(LogfmtNames.Module))
            logEvent.Module = Unquoted(value);
        else if (name.SequenceEqual(LogfmtNames.Host))
            logEvent.Host = Unquoted(value);
        else if (name.SequenceEqual(FieldName.Exception))
            logEvent.Exception = Unquoted(value);
        else
            return TryReadId(name, value, logEvent);
        return true;
    }

    private static bool TryReadId(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        if (name.SequenceEqual(FieldName.TraceId) && HexDigits.TryRead(value.Span, out UInt128 traceId))
            logEvent.TraceId = traceId;
        else if (name.SequenceEqual(FieldName.SpanId) && HexDigits.TryRead(value.Span, out ulong spanId))
            logEvent.SpanId = spanId;
        else if (name.SequenceEqual(FieldName.Received) && LineTimeReader.TryReadWhole(value.Span, out long received))
            logEvent.ReceivedUnixNs = received;
        else
            return false;
        return true;
    }

    private static bool IsOthersTime(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ts"u8) || name.SequenceEqual("t"u8) || name.SequenceEqual("timestamp"u8) || name.SequenceEqual("@timestamp"u8);

    private static bool TryReadTime(ReadOnlySpan<byte> text, LogEvent logEvent)
    {
        bool isTime = LineTimeReader.TryReadWhole(text, out long unixNs) || TimestampText.TryRead(text, out unixNs);
        logEvent.TimeUnixNs = unixNs;
        return isTime;
    }

    private ReadOnlyMemory<byte> Unquoted(ReadOnlyMemory<byte> text) => JsonString.Unquoted(text, _scratch);
}
