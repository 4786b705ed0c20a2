using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.JsonLines;

/// <summary>
/// One JSON object a line (NDJSON) as events, with the parameters of VictoriaLogs' <c>/insert/jsonline</c> (docs/inputs.md). A bad
/// line is refused and those behind it go on. Allocates nothing for an event once it runs.
/// </summary>
public sealed class JsonLinesDecoder(RecordOptions options) : IEventDecoder
{
    private readonly RecordAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc/>
    /// <remarks>
    /// A line ends with a line feed: who has the end of a text without one adds it. Blank lines are passed by, and belong to
    /// what is consumed for the line before them. After <see cref="DecodeStatus.NeedMore"/> the memory that the last event
    /// borrowed is gone.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        FrameBytesNeeded = 0;
        reason = RejectReason.None;
        if (!TextLine.TryTake(input, out ReadOnlyMemory<byte> line, out consumed))
            return Incomplete(line.Length, out reason);
        logEvent.Clear();
        reason = line.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : Read(line, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private DecodeStatus Incomplete(int bytes, out RejectReason reason)
    {
        _records.Release();
        reason = bytes > options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
        return reason == RejectReason.None ? DecodeStatus.NeedMore : DecodeStatus.Broken;
    }

    private RejectReason Read(ReadOnlyMemory<byte> line, LogEvent logEvent)
    {
        _records.Begin();
        RejectReason reason = _records.ReadWhole(line, logEvent);
        return reason == RejectReason.None ? _assembly.Fill(logEvent) : reason;
    }
}
