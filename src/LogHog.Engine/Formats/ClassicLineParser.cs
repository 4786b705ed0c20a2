using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// Reads what <see cref="ClassicFormat"/> wrote, and the ancestor's own files, as far as such a line goes: time (the first
/// pass of an hour that comes twice), host and body, in which an exception's lines stand last.
/// </summary>
internal sealed class ClassicLineParser(TimeZoneInfo zone) : ILineParser
{
    private const int TimeBytes = 23; // 2016-11-20 12:18:36,464

    private readonly ParserScratch _scratch = new();

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        logEvent.Clear();
        _scratch.Begin(text.Length);
        logEvent.App = context.App;
        if (text.Span.EndsWith("\n"u8))
            text = text[..^1];
        logEvent.Body = text;
        if (!TryReadTime(text.Span, out long time))
            return false;
        ReadOnlyMemory<byte> rest = text[TimeBytes..];
        if (!rest.Span.StartsWith(" - "u8))
            return false;
        rest = rest[3..];
        int host = rest.Span.IndexOf(" - "u8);
        if (host <= 0 || rest.Span[..host].Contains((byte)'\n'))
            return false;
        logEvent.TimeUnixNs = time;
        logEvent.Host = rest.Span[..host].SequenceEqual("-"u8) ? default : Plain(rest[..host]);
        logEvent.Body = Plain(rest[(host + 3)..]);
        return true;
    }

    private bool TryReadTime(ReadOnlySpan<byte> text, out long unixNs)
    {
        unixNs = 0;
        if (text.Length < TimeBytes || text[19] != ',' || !LineTimeReader.TryReadSecond(text, (byte)' ', out DateTime local))
            return false;
        int milliseconds = LineTimeReader.Digits(text[20..TimeBytes]);
        if (milliseconds < 0)
            return false;
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return LineTimeReader.TryCombine(local - offset, milliseconds * 1_000_000, out unixNs);
    }

    private ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> text) => EventTexts.Plain(text, _scratch);
}
