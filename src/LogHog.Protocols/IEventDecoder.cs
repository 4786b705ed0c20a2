using LogHog.Protocols.Events;

namespace LogHog.Protocols;

/// <summary>
/// Turns the bytes of one connection (or one datagram) into events. One instance a connection: it may keep scratch memory,
/// and it is never called by two threads. It does no I/O, knows no clock, and never throws for what a peer sent.
/// </summary>
public interface IEventDecoder
{
    /// <summary>Reads the first frame of <paramref name="input"/>.</summary>
    /// <param name="input">What has arrived and is not consumed yet; one contiguous piece.</param>
    /// <param name="logEvent">Filled when the answer is <see cref="DecodeStatus.Event"/>; borrowed until the next call.</param>
    /// <param name="consumed">Bytes that are done with; for <see cref="DecodeStatus.NeedMore"/> those that were no part of an event.</param>
    /// <param name="reason">Why, when the answer is <see cref="DecodeStatus.Rejected"/> or <see cref="DecodeStatus.Broken"/>.</param>
    DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason);

    /// <summary>
    /// The most bytes that a frame which is still incomplete may need, known so far; 0 = not known yet. The connection sizes
    /// its buffer by it, and it is never more than the protocol's limit.
    /// </summary>
    int FrameBytesNeeded { get; }

    /// <summary>
    /// When the bytes of the next calls were read, in nanoseconds since 1970: the time of events whose sender tells none. Said before
    /// each read; a protocol whose events always have a time does not listen.
    /// </summary>
    long ReceivedUnixNs
    {
        get => 0;
        set { }
    }

    /// <summary>
    /// The stream has ended, or waited too long, behind a frame that is not complete. Where the end of a stream ends a frame, what is left
    /// is one.
    /// </summary>
    /// <param name="rest">What is left.</param>
    /// <param name="isLate">It waited too long, so that more would have come.</param>
    /// <param name="logEvent">Filled when the answer is <see cref="DecodeStatus.Event"/>; borrowed until the next call.</param>
    /// <param name="reason">Why, when the answer is <see cref="DecodeStatus.Rejected"/>; None = as the connection knows.</param>
    /// <returns>Event, Rejected, or <see cref="DecodeStatus.NeedMore"/>: it is the beginning of nothing.</returns>
    DecodeStatus DecodeEnd(ReadOnlyMemory<byte> rest, bool isLate, LogEvent logEvent, out RejectReason reason)
    {
        reason = RejectReason.None;
        return DecodeStatus.Rejected;
    }
}
