using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// syslog's own line (RFC 5424): <c>&lt;PRI&gt;1 time host app pid module [structured data] message</c>, and continuation lines as in the
/// standard format. <see cref="Rfc5424LineParser"/> gives the event back. What does not fit a part of the header stands in <c>[loghog@32473 …]</c>.
/// </summary>
internal sealed class Rfc5424Format(TimeZoneInfo zone) : ILineFormat
{
    private const int HeadBytesHint = 384;

    // RFC 5424 §6: the longest parts of a header.
    private const int HostBytesMax = 255;
    private const int AppBytesMax = 48;
    private const int ModuleBytesMax = 32;

    private readonly LineTime _time = new(zone);

    public void Write(LogEvent logEvent, IBufferWriter<byte> output, LineContext context)
    {
        var line = new LineBuffer(output, logEvent.Body.Length + HeadBytesHint);
        int severity = Rfc5424Names.ToSyslog(logEvent.Severity);
        line.Write((byte)'<');
        WriteNumber(ref line, (Rfc5424Names.UserFacility * 8) + severity);
        line.Write(">1 "u8);
        _time.Write(ref line, logEvent.TimeUnixNs);
        bool hostFits = WriteHeaderPart(ref line, logEvent.Host.Span, HostBytesMax);
        bool appFits = WriteHeaderPart(ref line, logEvent.App.Span, AppBytesMax);
        bool hasPid = logEvent.Fields.Count > 0 && StandardTag.IsProcessId(logEvent.Fields[0]);
        WriteHeaderPart(ref line, hasPid ? logEvent.Fields[0].Value.Span : default, int.MaxValue);
        bool moduleFits = WriteHeaderPart(ref line, logEvent.Module.Span, ModuleBytesMax);

        var own = new Element(Rfc5424Names.Own, isFirst: true);
        if (!hostFits)
            own.Name(ref line, "host"u8, logEvent.Host.Span);
        if (!appFits || (logEvent.App.IsEmpty && !context.App.IsEmpty))
            own.Name(ref line, FieldName.App, logEvent.App.Span);
        if (!moduleFits)
            own.Name(ref line, "module"u8, logEvent.Module.Span);
        if (Protocols.Syslog.SyslogPriority.ToSeverity(severity) != logEvent.Severity)
            own.Text(ref line, FieldName.Severity, logEvent.Severity == Severity.None ? "none"u8 : SeverityNames.Name(logEvent.Severity));
        WriteRest(ref line, ref own, logEvent);
        own.Close(ref line);

        var fields = new Element(Rfc5424Names.Fields, isFirst: !own.IsUsed);
        foreach (ref readonly EventField field in CollectionsMarshal.AsSpan(logEvent.Fields)[(hasPid ? 1 : 0)..])
            fields.Field(ref line, field);
        fields.Close(ref line);
        if (!own.IsUsed && !fields.IsUsed)
            line.Write(" -"u8);
        WriteMessage(ref line, logEvent);
        line.Finish();
    }

    private static void WriteRest(ref LineBuffer line, ref Element own, LogEvent logEvent)
    {
        Span<byte> digits = stackalloc byte[32];
        if (logEvent.TraceId != UInt128.Zero)
        {
            HexDigits.Write(digits, logEvent.TraceId);
            own.Text(ref line, FieldName.TraceId, digits);
        }

        if (logEvent.SpanId != 0)
        {
            HexDigits.Write(digits, logEvent.SpanId);
            own.Text(ref line, FieldName.SpanId, digits[..16]);
        }

        if (logEvent.ReceivedUnixNs != 0)
        {
            own.Open(ref line, FieldName.Received);
            LineTime.WriteUtc(ref line, logEvent.ReceivedUnixNs);
            line.Write((byte)'"');
        }

        if (!logEvent.Exception.IsEmpty)
        {
            own.Open(ref line, FieldName.Exception);
            WriteNumber(ref line, logEvent.Exception.Span.Count((byte)'\n') + 1);
            line.Write((byte)'"');
        }
    }

    private static void WriteMessage(ref LineBuffer line, LogEvent logEvent)
    {
        ReadOnlySpan<byte> body = logEvent.Body.Span;
        int firstLineEnd = 0;
        if (!body.IsEmpty)
        {
            line.Write((byte)' ');
            // The reader takes one byte order mark off.
            if (body.StartsWith("\uFEFF"u8))
                line.Write("\uFEFF"u8);
            firstLineEnd = TextEscape.WriteFirstLine(ref line, body, out _);
        }

        line.Write((byte)'\n');
        if (firstLineEnd < body.Length)
            TextEscape.WriteContinuation(ref line, body[(firstLineEnd + 1)..]);
        if (!logEvent.Exception.IsEmpty)
            TextEscape.WriteContinuation(ref line, logEvent.Exception.Span);
    }

    /// <returns>False: there is something to say that the header has no place for.</returns>
    private static bool WriteHeaderPart(ref LineBuffer line, ReadOnlySpan<byte> text, int bytesMax)
    {
        line.Write((byte)' ');
        bool fits = Rfc5424Names.IsHeaderPart(text, bytesMax);
        line.Write(fits ? text : "-"u8);
        return fits || text.IsEmpty;
    }

    private static void WriteNumber(ref LineBuffer line, int number)
    {
        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(number, digits, out int length);
        line.Write(digits[..length]);
    }

    /// <summary>An SD-ELEMENT that is written only if something stands in it.</summary>
    private ref struct Element(ReadOnlySpan<byte> id, bool isFirst)
    {
        private readonly ReadOnlySpan<byte> _id = id;

        public bool IsUsed { get; private set; }

        public void Open(ref LineBuffer line, scoped ReadOnlySpan<byte> name)
        {
            if (!IsUsed)
            {
                if (isFirst)
                    line.Write((byte)' ');
                line.Write((byte)'[');
                line.Write(_id);
                IsUsed = true;
            }

            line.Write((byte)' ');
            line.Write(name);
            line.Write("=\""u8);
        }

        public void Text(ref LineBuffer line, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
        {
            Open(ref line, name);
            WriteValue(ref line, text);
            line.Write((byte)'"');
        }

        /// <summary>A name that may hold anything, with the escapes of a standard line's tag.</summary>
        public void Name(ref LineBuffer line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
        {
            var escaped = new ArrayBufferWriter<byte>(text.Length + 64);
            var written = new LineBuffer(escaped, text.Length + 64);
            TextEscape.WriteTag(ref written, text);
            written.Finish();
            Text(ref line, name, escaped.WrittenSpan);
        }

        public void Field(ref LineBuffer line, in EventField field)
        {
            if (Rfc5424Names.IsParameter(field))
            {
                Text(ref line, field.Name.Span, field.Value.Span);
                return;
            }

            var pair = new ArrayBufferWriter<byte>(field.Name.Length + field.Value.Length + 64);
            var written = new LineBuffer(pair, field.Name.Length + field.Value.Length + 64);
            FieldPair.Write(ref written, field, mayBeBare: FieldName.IsPlain(field.Name.Span));
            written.Finish();
            Text(ref line, Rfc5424Names.Pair, pair.WrittenSpan);
        }

        public readonly void Close(ref LineBuffer line)
        {
            if (IsUsed)
                line.Write((byte)']');
        }

        private static void WriteValue(ref LineBuffer line, scoped ReadOnlySpan<byte> value)
        {
            while (true)
            {
                int hit = value.IndexOfAny("\"\\]"u8);
                if (hit < 0)
                {
                    line.Write(value);
                    return;
                }

                line.Write(value[..hit]);
                line.Write((byte)'\\');
                line.Write(value[hit]);
                value = value[(hit + 1)..];
            }
        }
    }
}
