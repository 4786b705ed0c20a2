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
    /// <param name="consumed">Bytes that are done with (0 for <see cref="DecodeStatus.NeedMore"/>).</param>
    /// <param name="reason">Why, when the answer is <see cref="DecodeStatus.Rejected"/> or <see cref="DecodeStatus.Broken"/>.</param>
    DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason);

    /// <summary>
    /// The most bytes that a frame which is still incomplete may need, known so far; 0 = not known yet. The connection sizes
    /// its buffer by it, and it is never more than the protocol's limit.
    /// </summary>
    int FrameBytesNeeded { get; }
}
