using System.Buffers.Binary;
using System.Buffers.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Journald;

/// <summary>
/// Entries of systemd's journal export format (systemd.io, JOURNAL_EXPORT_FORMATS): lines <c>NAME=text</c>, or <c>NAME</c> and a length
/// of 8 bytes before a value that may be anything; an empty line ends an entry.
/// </summary>
public sealed class JournalExportDecoder(RecordOptions options) : IEventDecoder
{
    private static readonly byte[] PidName = [.. "process.pid"u8];

    private readonly RecordAssembly _assembly = new(options);
    private readonly ScratchMemory _texts = new();

    /// <summary>What the journal calls the values that an event has itself.</summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = default,
        MessageFields = RecordOptions.Names("MESSAGE"),
        App = FieldSource.FromFields("SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "_COMM"),
        Module = FieldSource.FromFields("LOGGER"),
        Host = FieldSource.FromFields("_HOSTNAME"),
        Level = FieldSource.FromFields(),
        Exception = FieldSource.FromFields(),
        TraceId = FieldSource.FromFields("TRACE_ID"),
        SpanId = FieldSource.FromFields("SPAN_ID"),
    };

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <summary>Bytes up to the end of the last entry that is complete.</summary>
    public static int WholeEntries(ReadOnlySpan<byte> text)
    {
        int whole = 0;
        for (int at = 0; TryFindEnd(text[at..], out int length);)
            whole = at += length;
        return whole;
    }

    /// <summary>Bytes of the first entry with its empty line; 0 = it is not complete.</summary>
    public static int FirstEntry(ReadOnlySpan<byte> text) => TryFindEnd(text, out int length) ? length : 0;

    /// <inheritdoc/>
    /// <remarks>Who has the end of a text without an empty line adds it. Empty lines before an entry belong to it.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        reason = RejectReason.None;
        consumed = 0;
        _texts.Reset();
        if (!TryFindEnd(input.Span, out int length))
        {
            _texts.Release();
            bool isBlank = !input.Span.ContainsAnyExcept((byte)'\n');
            consumed = isBlank ? input.Length : 0;
            reason = isBlank || input.Length <= options.LineBytesMax ? RejectReason.None : RejectReason.FrameTooLarge;
            return reason == RejectReason.None ? DecodeStatus.NeedMore : DecodeStatus.Broken;
        }

        consumed = length;
        logEvent.Clear();
        reason = length > options.LineBytesMax ? RejectReason.FrameTooLarge : Read(input[..length], logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>The length of the first entry with its empty line.</summary>
    private static bool TryFindEnd(ReadOnlySpan<byte> text, out int length)
    {
        length = text.IndexOfAnyExcept((byte)'\n');
        if (length < 0)
            return false;
        while (length < text.Length)
        {
            if (text[length] == '\n')
            {
                length++;
                return true;
            }

            int field = FieldBytes(text[length..], out _, out _);
            if (field == 0)
                return false;
            length += field;
        }

        return false;
    }

    /// <summary>Bytes of the field at the start with its line feed; 0 = it is not complete.</summary>
    private static int FieldBytes(ReadOnlySpan<byte> text, out Range name, out Range value)
    {
        name = default;
        value = default;
        int end = text.IndexOfAny((byte)'\n', (byte)'=');
        if (end < 0)
            return 0;
        name = ..end;
        if (text[end] == '=')
        {
            int line = text[end..].IndexOf((byte)'\n');
            value = (end + 1)..(end + Math.Max(line, 1));
            return line < 0 ? 0 : end + line + 1;
        }

        int start = end + 1 + sizeof(ulong);
        if (text.Length < start)
            return 0;
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(text[(end + 1)..]);
        if (bytes >= (ulong)(text.Length - start))
            return 0;
        value = start..(start + (int)bytes);
        return start + (int)bytes + 1;
    }

    private RejectReason Read(ReadOnlyMemory<byte> entry, LogEvent logEvent)
    {
        long sourceUs = 0;
        long receivedUs = 0;
        int at = entry.Span.IndexOfAnyExcept((byte)'\n');
        while (entry.Span[at] != '\n')
        {
            ReadOnlyMemory<byte> rest = entry[at..];
            int bytes = FieldBytes(rest.Span, out Range nameRange, out Range valueRange);
            if (rest.Span[bytes - 1] != '\n')
                return RejectReason.BadValue;
            at += bytes;
            ReadOnlyMemory<byte> name = rest[nameRange];
            ReadOnlyMemory<byte> value = rest[valueRange];
            if (name.IsEmpty || name.Length > options.FieldNameBytesMax)
                return RejectReason.BadValue;
            if (name.Span.SequenceEqual("_SOURCE_REALTIME_TIMESTAMP"u8))
                TryReadNumber(value.Span, out sourceUs);
            else if (name.Span.SequenceEqual("__REALTIME_TIMESTAMP"u8))
                TryReadNumber(value.Span, out receivedUs);
            else if (!name.Span.StartsWith("__"u8) && !TryAdd(logEvent, name, value))
                return RejectReason.TooManyFields;
        }

        // When it was logged, else when the journal got it.
        logEvent.TimeUnixNs = Nanoseconds(sourceUs == 0 ? receivedUs : sourceUs);
        return _assembly.Fill(logEvent);
    }

    private bool TryAdd(LogEvent logEvent, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (name.Span.SequenceEqual("PRIORITY"u8) && value.Span is [>= (byte)'0' and <= (byte)'7'])
        {
            logEvent.Severity = SeverityText.OfSyslog(value.Span[0] - '0');
            return true;
        }

        if (logEvent.Fields.Count >= options.FieldsMax)
            return false;
        bool isPid = name.Span.SequenceEqual("_PID"u8) && TryReadNumber(value.Span, out _);
        logEvent.Fields.Add(isPid
            ? new EventField(PidName, FieldKind.Number, value)
            : new EventField(SurrogateEscape.Text(name, _texts), FieldKind.Text, SurrogateEscape.Text(value, _texts)));
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out long number) =>
        Utf8Parser.TryParse(digits, out number, out int read) && read == digits.Length;

    private static long Nanoseconds(long microseconds) =>
        microseconds is > 0 and < long.MaxValue / 1000 ? microseconds * 1000 : 0;
}
