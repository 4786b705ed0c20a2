using LogHog.Protocols.Events;

namespace LogHog.Protocols.Relp;

/// <summary>
/// RELP, rsyslog's reliable protocol: syslog messages in frames, each of which is answered when it is as safe as the input promises.
/// A message that is refused is answered as well, since its sender could only send it again for ever; it is counted.
/// </summary>
/// <param name="messages">Reads the messages.</param>
/// <param name="dataBytesMax">Bytes of one message. RELP's specification leaves it to the peers; librelp takes 128 KiB.</param>
public sealed class RelpDecoder(IDatagramDecoder messages, int dataBytesMax) : ISessionDecoder
{
    private RelpSession? _session;

    /// <inheritdoc/>
    public ProtocolSession? Session
    {
        get => _session;
        set => _session = (RelpSession?)value;
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc cref="IEventDecoder.ReceivedUnixNs"/>
    public long ReceivedUnixNs
    {
        get => messages.ReceivedUnixNs;
        set => messages.ReceivedUnixNs = value;
    }

    /// <inheritdoc/>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        RelpSession session = _session!;
        consumed = 0;
        while (true)
        {
            ReadOnlyMemory<byte> rest = input[consumed..];
            DecodeStatus status = RelpFrame.Read(rest.Span, dataBytesMax, out RelpFrame frame, out int bytesNeeded, out reason);
            FrameBytesNeeded = bytesNeeded;
            if (status != DecodeStatus.Event)
                return status;
            consumed += frame.Bytes;
            ReadOnlyMemory<byte> data = rest.Slice(frame.DataStart, frame.DataBytes);
            if (frame.Command == RelpCommand.Syslog)
                return DecodeMessage(session, frame.Transaction, data, logEvent, out reason);
            session.Do(frame.Command, frame.Transaction, data.Span);
            if (session.IsOver)
                return DecodeStatus.NeedMore;
        }
    }

    private DecodeStatus DecodeMessage(
        RelpSession session, int transaction, ReadOnlyMemory<byte> message, LogEvent logEvent, out RejectReason reason)
    {
        if (!session.IsOpen)
        {
            reason = RejectReason.BadFraming;
            return DecodeStatus.Broken;
        }

        DecodeStatus status = messages.DecodeDatagram(message, logEvent, out reason);
        session.Acknowledge(transaction);
        return status;
    }
}
