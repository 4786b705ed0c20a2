using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// One line of <c>name=value</c> pairs (https://brandur.org/logfmt): <c>time level app module host msg</c>, what else the event has,
/// then the fields in their order. Text with spaces and the like stands as a JSON string. <see cref="LogfmtLineParser"/> gives the event back.
/// </summary>
internal sealed class LogfmtFormat(TimeZoneInfo zone) : ILineFormat
{
    private const int HeadBytesHint = 256;

    private static readonly byte[][] Levels =
        [.. Enumerable.Range(0, 25).Select(static number => Lower(SeverityNames.Name((Severity)number)))];

    private readonly LineTime _time = new(zone);

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        var line = new LineBuffer(output, logEvent.Body.Length + HeadBytesHint);
        line.Write(LogfmtNames.Time);
        line.Write((byte)'=');
        _time.Write(ref line, logEvent.TimeUnixNs);
        if (logEvent.Severity != Severity.None && (int)logEvent.Severity < Levels.Length)
            WriteBare(ref line, LogfmtNames.Level, Levels[(int)logEvent.Severity]);
        if (logEvent.App.IsEmpty && !context.App.IsEmpty)
            WriteBare(ref line, LogfmtNames.App, "\"\""u8); // Else the file's own would be meant.
        WriteText(ref line, LogfmtNames.App, logEvent.App.Span);
        WriteText(ref line, LogfmtNames.Module, logEvent.Module.Span);
        WriteText(ref line, LogfmtNames.Host, logEvent.Host.Span);
        WriteText(ref line, LogfmtNames.Message, logEvent.Body.Span);
        WriteRest(ref line, logEvent);
        foreach (ref readonly EventField field in CollectionsMarshal.AsSpan(logEvent.Fields))
        {
            line.Write((byte)' ');
            ReadOnlySpan<byte> name = field.Name.Span;
            FieldPair.Write(ref line, field, mayBeBare: FieldName.IsPlain(name) && !LogfmtNames.IsReserved(name));
        }

        line.Write((byte)'\n');
        line.Finish();
    }

    private static void WriteRest(ref LineBuffer line, LogEvent logEvent)
    {
        Span<byte> digits = stackalloc byte[32];
        if (logEvent.TraceId != UInt128.Zero)
        {
            HexDigits.Write(digits, logEvent.TraceId);
            WriteBare(ref line, FieldName.TraceId, digits);
        }

        if (logEvent.SpanId != 0)
        {
            HexDigits.Write(digits, logEvent.SpanId);
            WriteBare(ref line, FieldName.SpanId, digits[..16]);
        }

        if (logEvent.ReceivedUnixNs != 0)
        {
            WriteBare(ref line, FieldName.Received, default);
            LineTime.WriteUtc(ref line, logEvent.ReceivedUnixNs);
        }

        WriteText(ref line, FieldName.Exception, logEvent.Exception.Span);
    }

    private static void WriteText(ref LineBuffer line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        WriteBare(ref line, name, default);
        FieldPair.WriteValue(ref line, FieldKind.Text, text);
    }

    private static void WriteBare(ref LineBuffer line, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        line.Write((byte)' ');
        line.Write(name);
        line.Write((byte)'=');
        line.Write(value);
    }

    private static byte[] Lower(ReadOnlySpan<byte> name)
    {
        byte[] lower = new byte[name.Length];
        System.Text.Ascii.ToLower(name, lower, out _);
        return lower;
    }
}
