using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// What Python's logging writes by default, <c>WARNING:shop.pay:text</c> (without a time), and as its documentation shows it:
/// <c>2026-11-20 12:18:36,464 - shop.pay - WARNING - text</c>.
/// </summary>
internal sealed class PythonLineParser(TimeZoneInfo zone) : ILineParser
{
    private readonly ForeignTime _time = new(zone);

    public bool HasTime { get; private set; }

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        HasTime = _time.TryRead(text.Span, context.NewestUnixNs, out long unixNs, out int length);
        if (!HasTime)
            return TryReadBasic(text, logEvent);
        ReadOnlyMemory<byte> rest = text[length..];
        if (!TryTakePart(ref rest, out _) || !TryTakePart(ref rest, out ReadOnlyMemory<byte> name) || !TryTakePart(ref rest, out ReadOnlyMemory<byte> level))
            return false;
        Severity severity = LevelOf(level.Span);
        if (severity == Severity.None || name.IsEmpty)
            return false;
        logEvent.TimeUnixNs = unixNs;
        logEvent.Severity = severity;
        logEvent.Module = ModuleName.Normalize(name);
        logEvent.Body = rest;
        return true;
    }

    private static bool TryReadBasic(ReadOnlyMemory<byte> text, LogEvent logEvent)
    {
        int colon = text.Span.IndexOf((byte)':');
        if (colon <= 0 || LevelOf(text.Span[..colon]) is not (> Severity.None and var severity))
            return false;
        ReadOnlyMemory<byte> rest = text[(colon + 1)..];
        int name = rest.Span.IndexOf((byte)':');
        if (name <= 0 || rest.Span[..name].Contains((byte)' '))
            return false;
        logEvent.Severity = severity;
        logEvent.Module = ModuleName.Normalize(rest[..name]);
        logEvent.Body = rest[(name + 1)..];
        return true;
    }

    /// <summary>Takes what stands before the next " - ", and that; names hold no spaces.</summary>
    private static bool TryTakePart(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> part)
    {
        int end = rest.Span.IndexOf(" - "u8);
        part = end < 0 ? default : rest[..end];
        if (end < 0 || part.Span.Contains((byte)' '))
            return false;
        rest = rest[(end + 3)..];
        return true;
    }

    private static Severity LevelOf(ReadOnlySpan<byte> name) =>
        name.ContainsAnyExceptInRange((byte)'A', (byte)'Z') ? Severity.None : SeverityText.Parse(name);
}
