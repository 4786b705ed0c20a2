using System.Buffers;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// The line of the first LogHog: <c>2016-11-20 12:18:36,464 - web01 - body</c>, with the escapes and the continuation lines of
/// the standard line, so that no body can forge one. Loses severity, fields, trace, module, time zone and all below a millisecond.
/// </summary>
internal sealed class ClassicFormat(TimeZoneInfo zone) : ILineFormat
{
    private const int HeadBytesHint = 128;

    private readonly LineTime _time = new(zone);

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        ReadOnlySpan<byte> body = logEvent.Body.Span;
        var line = new LineBuffer(output, body.Length + HeadBytesHint);
        _time.WriteClassic(ref line, logEvent.TimeUnixNs);
        line.Write(" - "u8);
        TextEscape.WriteHost(ref line, logEvent.Host.Span);
        line.Write(" - "u8);
        int firstLineEnd = TextEscape.WriteFirstLine(ref line, body, out _);
        line.Write((byte)'\n');
        if (firstLineEnd < body.Length)
            TextEscape.WriteContinuation(ref line, body[(firstLineEnd + 1)..]);
        if (!logEvent.Exception.IsEmpty)
            TextEscape.WriteContinuation(ref line, logEvent.Exception.Span);
        line.Finish();
    }
}
