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
    // Whose records hold lists and objects would have each of them read twice: after so many in a row one in so many is tried.
    private const int OthersInRowMax = 8;
    private const int TriedOfOthers = 32;

    private readonly PythonLoggingLimits _limits;
    private readonly MemoryBudget _budget = new();
    private readonly PickleMachine _machine;
    private readonly LogRecordReader _records;
    private int _othersInRow;

    /// <param name="limits">Null = the defaults.</param>
    /// <param name="fields">Which attributes become fields.</param>
    public PythonLoggingDecoder(PythonLoggingLimits? limits = null, LogRecordFieldChoice fields = LogRecordFieldChoice.All)
        : this(limits, fields, readsStock: true)
    {
    }

    /// <param name="limits">Null = the defaults.</param>
    /// <param name="fields">Which attributes become fields.</param>
    /// <param name="readsStock">False = every pickle goes to the machine: the same events, later.</param>
    internal PythonLoggingDecoder(PythonLoggingLimits? limits, LogRecordFieldChoice fields, bool readsStock)
    {
        _limits = limits ?? new PythonLoggingLimits();
        _machine = new PickleMachine(_limits, _budget);
        _records = new LogRecordReader(_limits, _budget, fields, readsStock);
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
        Begin(pickle.Length, logEvent);
        if (_othersInRow < OthersInRowMax || _othersInRow % TriedOfOthers == 0)
        {
            if (_records.TryReadStock(pickle, logEvent))
            {
                _othersInRow = 0;
                return RejectReason.None;
            }
            Begin(pickle.Length, logEvent);
        }
        _othersInRow = (_othersInRow + 1) & int.MaxValue;
        RejectReason reason = _machine.Run(pickle.Span, out int root);
        return reason == RejectReason.None ? _records.Read(pickle, _machine.Heap, root, logEvent) : reason;
    }

    private void Begin(int pickleBytes, LogEvent logEvent)
    {
        logEvent.Clear();
        _machine.Reset();
        _records.Reset();
        _budget.Begin(pickleBytes);
    }

    private void Release()
    {
        _machine.Release();
        _records.Release();
    }
}
