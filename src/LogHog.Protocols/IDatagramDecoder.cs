using LogHog.Protocols.Events;

namespace LogHog.Protocols;

/// <summary>Turns datagrams into events. The promises of <see cref="IEventDecoder"/> hold.</summary>
public interface IDatagramDecoder
{
    /// <summary>Reads one datagram, all of it.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="logEvent">Filled when the answer is <see cref="DecodeStatus.Event"/>; borrowed until the next call.</param>
    /// <param name="reason">Why, when the answer is <see cref="DecodeStatus.Rejected"/>.</param>
    /// <returns>
    /// <see cref="DecodeStatus.Event"/>, <see cref="DecodeStatus.Rejected"/>, or <see cref="DecodeStatus.NeedMore"/>: it is a part of
    /// a message whose other parts are still to come.
    /// </returns>
    DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason);

    /// <summary>Marks an event whose datagram was longer than what was taken of it.</summary>
    /// <returns>False: the protocol has no mark for it, so that it is refused.</returns>
    bool TryMarkCut(LogEvent logEvent) => false;

    /// <summary>
    /// Messages that were begun and given up since the last call, because their other parts have not come. Asked now and then, also
    /// while nothing comes.
    /// </summary>
    /// <param name="reason">Why; the same for all.</param>
    int TakeAbandoned(out RejectReason reason)
    {
        reason = RejectReason.None;
        return 0;
    }

    /// <inheritdoc cref="IEventDecoder.ReceivedUnixNs"/>
    long ReceivedUnixNs
    {
        get => 0;
        set { }
    }
}
