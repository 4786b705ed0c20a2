using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// The standard line: <c>time host tag: SEVERITY body {fields}</c> and continuation lines, each with a tab before it.
/// <see cref="StandardLineParser"/> gives the event back. The grammar stands in docs/line-format.md.
/// </summary>
internal sealed class StandardFormat(TimeZoneInfo zone) : ILineFormat
{
    // Time (35), separators, a host, a tag and a severity of usual length; more makes the buffer grow.
    private const int HeadBytesHint = 256;

    private readonly LineTime _time = new(zone);

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        ReadOnlySpan<byte> body = logEvent.Body.Span;
        var line = new LineBuffer(output, body.Length + HeadBytesHint);
        _time.Write(ref line, logEvent.TimeUnixNs);
        line.Write((byte)' ');
        TextEscape.WriteHost(ref line, logEvent.Host.Span);
        line.Write((byte)' ');
        bool pidInTag = WriteTag(ref line, logEvent, context);
        line.Write(": "u8);
        ReadOnlySpan<byte> severity = SeverityNames.Prefix(logEvent.Severity);
        line.Write(severity);

        int firstLineEnd = TextEscape.WriteFirstLine(ref line, body, out bool isVerbatim);
        ReadOnlySpan<byte> firstLine = body[..firstLineEnd];
        bool misleads = severity.IsEmpty && SeverityNames.AtStart(firstLine, out _) != Severity.None;
        WriteGroup(ref line, logEvent, context, pidInTag, misleads, EndsLikeGroup(firstLine, !severity.IsEmpty, isVerbatim));
        line.Write((byte)'\n');

        if (firstLineEnd < body.Length)
            TextEscape.WriteContinuation(ref line, body[(firstLineEnd + 1)..]);
        if (!logEvent.Exception.IsEmpty)
            TextEscape.WriteContinuation(ref line, logEvent.Exception.Span);
        line.Finish();
    }

    // The module, or for the root module the application; where that could be misread, the module with "root." before it.
    private static bool WriteTag(ref LineBuffer line, LogEvent logEvent, LineContext context)
    {
        ReadOnlySpan<byte> app = StandardTag.App(logEvent, context).Span;
        ReadOnlySpan<byte> module = logEvent.Module.Span;
        if (module.IsEmpty)
        {
            TextEscape.WriteTag(ref line, StandardTag.AppCanStandForRoot(app) ? app : StandardTag.Root);
        }
        else
        {
            if (StandardTag.NeedsRoot(module, app))
                line.Write(StandardTag.RootDot);
            TextEscape.WriteTag(ref line, module);
        }
        if (logEvent.Fields.Count == 0 || !StandardTag.IsProcessId(logEvent.Fields[0]))
            return false;
        line.Write((byte)'[');
        line.Write(logEvent.Fields[0].Value.Span);
        line.Write((byte)']');
        return true;
    }

    private static void WriteGroup(
        ref LineBuffer line, LogEvent logEvent, LineContext context, bool pidInTag, bool severityNone, bool evenIfEmpty)
    {
        var group = default(FieldGroupWriter);
        if (logEvent.Fields.Count > 0)
        {
            foreach (ref readonly EventField field in CollectionsMarshal.AsSpan(logEvent.Fields)[(pidInTag ? 1 : 0)..])
                group.Field(ref line, field);
        }
        if (context.App.IsEmpty || !context.App.Span.SequenceEqual(logEvent.App.Span))
            group.App(ref line, logEvent.App.Span);
        if (logEvent.TraceId != UInt128.Zero)
            group.TraceId(ref line, logEvent.TraceId);
        if (logEvent.SpanId != 0)
            group.SpanId(ref line, logEvent.SpanId);
        if (logEvent.ReceivedUnixNs != 0)
            group.Received(ref line, logEvent.ReceivedUnixNs);
        if (severityNone)
            group.SeverityNone(ref line);
        if (!logEvent.Exception.IsEmpty)
            group.ExceptionLines(ref line, logEvent.Exception.Span.Count((byte)'\n') + 1);
        group.Close(ref line, evenIfEmpty);
    }

    // Would the reader find a group in this text, behind the severity's space if there is one? Text with escapes is not
    // searched as it was written, so there the answer is yes as soon as it might be.
    private static bool EndsLikeGroup(ReadOnlySpan<byte> firstLine, bool followsSpace, bool isVerbatim)
    {
        if (firstLine.IsEmpty || firstLine[^1] != '}')
            return false;
        if (followsSpace && firstLine[0] == '{' && (!isVerbatim || FieldGroup.IsGroup(firstLine)))
            return true;
        return isVerbatim ? FieldGroup.Find(firstLine) >= 0 : firstLine.IndexOf(" {"u8) >= 0;
    }
}
