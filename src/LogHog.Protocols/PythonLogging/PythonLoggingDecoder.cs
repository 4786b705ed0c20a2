using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Records;

namespace LogHog.Protocols.PythonLogging;

/// <summary>
/// Records as Python's SocketHandler and DatagramHandler send them: a length and the pickled dict of a LogRecord (docs/inputs.md).
/// Nothing that a pickle says is done: it is read into an inert tree, and shown. Allocates nothing for a usual record.
/// </summary>
/// <remarks>The application and the host are not in a record: whoever listens knows them.</remarks>
public sealed class PythonLoggingDecoder : IEventDecoder, IDatagramDecoder
{
    private readonly PythonLoggingLimits _limits;
    private readonly MemoryBudget _budget = new();
    private readonly PickleMachine _machine;
    private readonly LogRecordReader _records;

    public PythonLoggingDecoder(PythonLoggingLimits? limits = null)
    {
        _limits = limits ?? new PythonLoggingLimits();
        _machine = new PickleMachine(_limits, _budget);
        _records = new LogRecordReader(_limits, _budget);
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <summary>The most that the last record made the decoder hold, in bytes.</summary>
    internal long PeakBytes => _budget.PeakBytes;

    /// <inheritdoc/>
    /// <remarks>After <see cref="DecodeStatus.NeedMore"/> the memory that the last event borrowed is gone.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        FrameBytesNeeded = 0;
        DecodeStatus status = PythonFrameReader.ReadStream(input.Span, _limits.FrameBytesMax, out int pickleBytes, out reason);
        if (status is DecodeStatus.NeedMore or DecodeStatus.Broken)
        {
            if (pickleBytes > 0)
                FrameBytesNeeded = PythonFrameReader.HeaderBytes + pickleBytes;
            Release();
            return status;
        }
        consumed = PythonFrameReader.HeaderBytes + pickleBytes;
        if (status == DecodeStatus.Event)
            reason = DecodePickle(input[PythonFrameReader.HeaderBytes..consumed], logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <inheritdoc/>
    /// <remarks>A datagram is exactly one frame.</remarks>
    public DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason)
    {
        reason = PythonFrameReader.ReadDatagram(datagram.Span, _limits.FrameBytesMax);
        if (reason == RejectReason.None)
            reason = DecodePickle(datagram[PythonFrameReader.HeaderBytes..], logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private RejectReason DecodePickle(ReadOnlyMemory<byte> pickle, LogEvent logEvent)
    {
        logEvent.Clear();
        _machine.Reset();
        _records.Reset();
        _budget.Begin(pickle.Length);
        RejectReason reason = _machine.Run(pickle.Span, out int root);
        return reason == RejectReason.None ? _records.Read(pickle, _machine.Heap, root, logEvent) : reason;
    }

    private void Release()
    {
        _machine.Release();
        _records.Release();
    }
}
