using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// Lines by a format string of Python's logging, byte for byte as <c>logging.Formatter</c> of Python 3.13 writes them: the line, then a newline
/// and the exception, then a newline and the stack. What differs is said in docs/line-format.md. Lossy: the line has what the format names.
/// </summary>
internal sealed class PythonFormat : ILineFormat
{
    // A time, a name, a level and what stands between them.
    private const int HeadBytesHint = 128;

    private readonly TemplatePart[] _parts;
    private readonly PythonRecord _record;
    private readonly bool _marksContinuation;

    public PythonFormat(PythonFormatSettings settings, TimeZoneInfo zone)
    {
        _parts = PythonTemplate.Read(settings);
        _record = new PythonRecord(new PythonTime(zone, Utf8.Encode(settings.DateFormat)));
        _marksContinuation = settings.MarksContinuation;
    }

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        _record.Begin(logEvent);
        var line = new PythonLine(output, logEvent.Body.Length + logEvent.Exception.Length + HeadBytesHint, _marksContinuation);
        foreach (TemplatePart part in _parts)
            part.Write(_record, ref line);
        WriteBelow(ref line, logEvent.Exception.Span);
        WriteBelow(ref line, _record.StackInfo);
        line.Finish();
    }

    private static void WriteBelow(ref PythonLine line, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        if (!line.EndsWithNewline)
            line.Write("\n"u8);
        line.Write(text);
    }
}
