using System.Buffers;
using System.Runtime.InteropServices;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Engine.Formats;

/// <summary>
/// One object a line in compact log event format (CLEF, https://clef-json.org): <c>@t @l @m @tr @sp @x</c>, and beside them
/// <c>app</c>, <c>module</c>, <c>host</c> and <c>received</c>, then the fields by name. <see cref="ClefLineParser"/> gives the event back.
/// </summary>
internal sealed class JsonFormat : ILineFormat
{
    private const int HeadBytesHint = 256;

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        var line = new LineBuffer(output, logEvent.Body.Length + HeadBytesHint);
        line.Write("{\"@t\":\""u8);
        LineTime.WriteUtc(ref line, logEvent.TimeUnixNs);
        line.Write((byte)'"');
        if (!ClefNames.Level(logEvent.Severity).IsEmpty)
            WriteText(ref line, ",\"@l\":"u8, ClefNames.Level(logEvent.Severity));
        WriteText(ref line, ",\"app\":"u8, logEvent.App.Span);
        if (!logEvent.Module.IsEmpty)
            WriteText(ref line, ",\"module\":"u8, logEvent.Module.Span);
        if (!logEvent.Host.IsEmpty)
            WriteText(ref line, ",\"host\":"u8, logEvent.Host.Span);
        WriteText(ref line, ",\"@m\":"u8, logEvent.Body.Span);
        foreach (ref readonly EventField field in CollectionsMarshal.AsSpan(logEvent.Fields))
            WriteField(ref line, field);
        WriteRest(ref line, logEvent);
        line.Write("}\n"u8);
        line.Finish();
    }

    private static void WriteField(ref LineBuffer line, in EventField field)
    {
        ReadOnlySpan<byte> name = field.Name.Span;
        line.Write(",\""u8);
        line.Write(ClefNames.FieldPrefix(name));
        JsonString.WriteBare(ref line, name);
        line.Write("\":"u8);
        ReadOnlySpan<byte> value = field.Value.Span;
        bool isBare = field.Kind switch
        {
            FieldKind.Number => JsonNumber.IsWhole(value),
            FieldKind.Bool => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8),
            _ => false,
        };
        if (isBare)
            line.Write(value);
        else
            JsonString.Write(ref line, value);
    }

    private static void WriteRest(ref LineBuffer line, LogEvent logEvent)
    {
        if (logEvent.TraceId != UInt128.Zero)
        {
            line.Write(",\"@tr\":\""u8);
            HexDigits.Write(line.Take(32), logEvent.TraceId);
            line.Write((byte)'"');
        }
        if (logEvent.SpanId != 0)
        {
            line.Write(",\"@sp\":\""u8);
            HexDigits.Write(line.Take(16), logEvent.SpanId);
            line.Write((byte)'"');
        }
        if (logEvent.ReceivedUnixNs != 0)
        {
            line.Write(",\"received\":\""u8);
            LineTime.WriteUtc(ref line, logEvent.ReceivedUnixNs);
            line.Write((byte)'"');
        }
        if (!logEvent.Exception.IsEmpty)
            WriteText(ref line, ",\"@x\":"u8, logEvent.Exception.Span);
    }

    private static void WriteText(ref LineBuffer line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        line.Write(name);
        JsonString.Write(ref line, text);
    }
}
