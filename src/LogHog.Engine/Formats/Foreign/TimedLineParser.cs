using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// Any line that begins with a time, in brackets or not: dpkg's and nginx's error logs, Apache's, gunicorn's, Celery's, Go's. A severity among
/// the first words is taken; the message is all that stands behind the time.
/// </summary>
internal sealed class TimedLineParser(TimeZoneInfo zone) : ILineParser
{
    /// <summary>A severity stands within so many words behind the time: <c>[pid 7] [core:error]</c>, <c>[7] [INFO]</c>.</summary>
    private const int WordsMax = 3;

    private readonly ForeignTime _time = new(zone);

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        int start = text.Span.StartsWith("["u8) ? 1 : 0;
        if (!_time.TryRead(text.Span[start..], context.NewestUnixNs, out long unixNs, out int length))
            return false;
        ReadOnlyMemory<byte> rest = text[(start + length)..];
        int separator = rest.Span.IndexOfAnyExcept(" \t]:-"u8);
        if (separator == 0)
            return false;
        logEvent.TimeUnixNs = unixNs;
        logEvent.Body = separator < 0 ? default : rest[separator..];
        logEvent.Severity = SeverityIn(logEvent.Body.Span);
        return true;
    }

    private static Severity SeverityIn(ReadOnlySpan<byte> text)
    {
        for (int words = 0; words < WordsMax && !text.IsEmpty; words++)
        {
            text = text.TrimStart(" [(<"u8);
            int end = text.IndexOfAny(" ])>"u8);
            ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
            // core:error, INFO/MainProcess, ERROR:
            foreach (Range part in word.SplitAny((byte)':', (byte)'/'))
            {
                if (SeverityText.Parse(word[part]) is > Severity.None and var severity)
                    return severity;
            }

            text = text[word.Length..].TrimStart(" ])>"u8);
        }

        return Severity.None;
    }
}
