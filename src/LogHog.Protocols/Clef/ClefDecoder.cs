using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Clef;

/// <summary>
/// Serilog's compact log event format (clef-json.org), one JSON object a line, as Seq takes it. A message template without its message
/// is rendered. A bad line is refused and those behind it go on.
/// </summary>
public sealed class ClefDecoder(RecordOptions options) : IEventDecoder
{
    private readonly ClefAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);

    /// <summary>What CLEF and Serilog's enrichers call the values that an event has itself.</summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = "@t"u8.ToArray(),
        MessageFields = RecordOptions.Names("@m"),
        App = FieldSource.FromFields("Application", "ApplicationName", "app", "service.name"),
        Module = FieldSource.FromFields("SourceContext", "module"),
        Host = FieldSource.FromFields("MachineName", "host", "host.name"),
        Level = FieldSource.FromFields("@l"),
        Exception = FieldSource.FromFields("@x"),
        TraceId = FieldSource.FromFields("@tr"),
        SpanId = FieldSource.FromFields("@sp"),
        DefaultSeverity = Severity.Info,
    };

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>A line ends with a line feed: who has the end of a text without one adds it.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (!TextLine.TryTake(input, out ReadOnlyMemory<byte> line, out consumed))
        {
            _records.Release();
            reason = line.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
            return reason == RejectReason.None ? DecodeStatus.NeedMore : DecodeStatus.Broken;
        }

        logEvent.Clear();
        reason = line.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : Read(line, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private RejectReason Read(ReadOnlyMemory<byte> line, LogEvent logEvent)
    {
        _records.Begin();
        RejectReason reason = _records.ReadWhole(line, logEvent);
        if (reason != RejectReason.None)
            return reason;
        reason = _assembly.Fill(logEvent, _records.Texts);
        UnescapeNames(logEvent.Fields);
        return reason;
    }

    /// <summary>A name that begins with @ is written with two.</summary>
    private static void UnescapeNames(List<EventField> fields)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            if (fields[index].Name.Span.StartsWith("@@"u8))
                fields[index] = fields[index] with { Name = fields[index].Name[1..] };
        }
    }
}
