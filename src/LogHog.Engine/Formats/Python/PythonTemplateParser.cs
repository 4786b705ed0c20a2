using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Foreign;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// Reads lines of a Python format back, as far as its shape allows: each attribute reaches to the text that stands behind it in the format. Escapes
/// stay as they are, because a backslash may be the message's own.
/// </summary>
internal sealed class PythonTemplateParser : ILineParser
{
    // 2026-11-20T11:18:36Z: any time shows whether a datefmt can be read.
    private const long SampleUnixNs = 1_795_173_516L * 1_000_000_000;

    private readonly TemplatePart[] _parts;
    private readonly ForeignTime _time;
    private readonly ParserScratch _scratch = new();
    private readonly bool _readsTime;

    private PythonTemplateParser(TemplatePart[] parts, TimeZoneInfo zone, bool readsTime)
    {
        _parts = parts;
        _time = new ForeignTime(zone);
        _readsTime = readsTime;
        SaysModule = parts.Any(static part => part is AttributePart { Attribute.Source: AttributeSource.LoggerName, IsWhole: true });
    }

    public bool HasTime { get; private set; }

    /// <summary>Lines of the format name their module.</summary>
    public bool SaysModule { get; }

    /// <summary>A reader of the format's lines; null = they cannot be told from others, or taken apart.</summary>
    public static PythonTemplateParser? Create(PythonFormatSettings settings, TimeZoneInfo zone)
    {
        if (PythonTemplate.ProblemOf(settings) is not null)
            return null;
        TemplatePart[] parts = PythonTemplate.Read(settings);
        bool readsTime = CanReadTime(settings, zone);
        bool isSure = parts.Any(part => part is AttributePart { IsWhole: true } one
            && (one.Attribute.Source == AttributeSource.LevelName || (readsTime && one.Attribute.Source == AttributeSource.AscTime)));
        for (int i = 0; i < parts.Length; i++)
        {
            bool ends = parts[i] is LiteralPart || i + 1 == parts.Length || parts[i + 1] is LiteralPart || IsTime(parts[i], readsTime);
            if (!ends || (parts[i] is LiteralPart literal && literal.Text.Span.Contains((byte)'\n')))
                return null;
        }

        return isSure ? new PythonTemplateParser(parts, zone, readsTime) : null;
    }

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        _scratch.Begin(text.Length);
        ReadOnlyMemory<byte> whole = logEvent.Body;
        HasTime = false;
        int lineEnd = text.Span.IndexOf((byte)'\n');
        ReadOnlyMemory<byte> line = lineEnd < 0 ? text : text[..lineEnd];
        ReadOnlyMemory<byte> further = lineEnd < 0 ? default : text[lineEnd..];
        logEvent.Body = default;
        if (TryRead(line, context, logEvent))
        {
            if (!further.IsEmpty)
                logEvent.Body = Joined(logEvent.Body.Span, further.Span);
            return true;
        }

        logEvent.Clear();
        logEvent.App = context.App;
        logEvent.Body = whole;
        return false;
    }

    private bool TryRead(ReadOnlyMemory<byte> line, LineContext context, LogEvent logEvent)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i] is LiteralPart literal)
            {
                if (!line.Span.StartsWith(literal.Text.Span))
                    return false;
                line = line[literal.Text.Length..];
                continue;
            }

            var part = (AttributePart)_parts[i];
            if (IsTime(part, _readsTime))
            {
                if (!TryReadTime(ref line, ref i, context, logEvent))
                    return false;
            }
            else if (!TryTake(ref line, i, part, out ReadOnlyMemory<byte> value) || !TrySet(part, value, logEvent))
            {
                return false;
            }
        }

        return line.IsEmpty;
    }

    /// <summary>A time without a fraction that <c>,%(msecs)03d</c> follows is one time.</summary>
    private bool TryReadTime(ref ReadOnlyMemory<byte> line, ref int i, LineContext context, LogEvent logEvent)
    {
        if (!_time.TryRead(line.Span, context.NewestUnixNs, out long unixNs, out int length))
            return false;
        line = line[length..];
        logEvent.TimeUnixNs = unixNs;
        HasTime = true;
        bool hasMilliseconds = i + 2 < _parts.Length && _parts[i + 2] is AttributePart { Attribute.Source: AttributeSource.Milliseconds }
            && _parts[i + 1] is LiteralPart { Text.Length: 1 } point && point.Text.Span[0] is (byte)',' or (byte)'.';
        if (hasMilliseconds && !line.Span.StartsWith(((LiteralPart)_parts[i + 1]).Text.Span))
            i += 2;
        return true;
    }

    /// <summary>What stands before the next text of the format; the last message of a line takes all but the format's end.</summary>
    private bool TryTake(ref ReadOnlyMemory<byte> line, int i, AttributePart part, out ReadOnlyMemory<byte> value)
    {
        value = line;
        if (i + 1 == _parts.Length)
        {
            line = default;
            return true;
        }

        ReadOnlySpan<byte> next = ((LiteralPart)_parts[i + 1]).Text.Span;
        int padded = PaddedText.Cut(line.Span, part.Width).Length;
        int end = i + 2 == _parts.Length ? line.Length - next.Length : line.Span[padded..].IndexOf(next) is >= 0 and var found ? padded + found : -1;
        if (end < 0)
            return false;
        value = line[..end];
        line = line[end..];
        return true;
    }

    private bool TrySet(AttributePart part, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        if (part.Width > 0 && part.Attribute.Source != AttributeSource.Message)
            value = value.Trim((byte)' ');
        if (part.Attribute.Source == AttributeSource.Message)
            logEvent.Body = value;
        else if (!part.IsWhole || part.IsSource(value.Span))
            return true;
        else
            return TrySetAttribute(part.Attribute, value, logEvent);
        return true;
    }

    private bool TrySetAttribute(RecordAttribute attribute, ReadOnlyMemory<byte> value, LogEvent logEvent)
    {
        switch (attribute.Source)
        {
            case AttributeSource.LevelName:
                logEvent.Severity = SeverityText.Parse(value.Span);
                // Without a time only the level tells such a line from another.
                return HasTime || logEvent.Severity != Severity.None || value.Span.SequenceEqual("NOTSET"u8);
            case AttributeSource.LoggerName:
                logEvent.Module = ModuleName.Normalize(value);
                return !value.Span.Contains((byte)' ') || HasTime;
            case AttributeSource.Host:
                logEvent.Host = value;
                return true;
            case AttributeSource.Field or AttributeSource.None or AttributeSource.FileName or AttributeSource.SeverityName:
                if (!value.Span.SequenceEqual("None"u8))
                    ForeignLine.Add(logEvent, FieldNameOf(attribute), value);
                return true;
            default:
                return true; // Another spelling of what is known: the number of the level, the milliseconds, the application.
        }
    }

    /// <summary>OpenTelemetry's name where there is one.</summary>
    private static byte[] FieldNameOf(RecordAttribute attribute) =>
        attribute.Fields.Length > 1 && attribute.Source == AttributeSource.Field ? attribute.Fields[1] : attribute.Fields[0];

    private static bool IsTime(TemplatePart part, bool readsTime) =>
        readsTime && part is AttributePart { IsWhole: true, Width: 0, Attribute.Source: AttributeSource.AscTime };

    private static bool CanReadTime(PythonFormatSettings settings, TimeZoneInfo zone)
    {
        ReadOnlySpan<byte> sample = new PythonTime(zone, Utf8.Encode(settings.DateFormat)).Write(SampleUnixNs, 0);
        return new ForeignTime(zone).TryRead(sample, SampleUnixNs, out _, out int length) && length == sample.Length;
    }

    /// <summary>The message with the lines below it, without the tab with which they may begin.</summary>
    private ReadOnlyMemory<byte> Joined(ReadOnlySpan<byte> first, ReadOnlySpan<byte> further)
    {
        Span<byte> free = _scratch.Free;
        first.CopyTo(free);
        int written = first.Length;
        for (int i = 0; i < further.Length; i++)
        {
            free[written++] = further[i];
            if (further[i] == '\n' && i + 1 < further.Length && further[i + 1] == '\t')
                i++;
        }

        return _scratch.Keep(written);
    }
}
