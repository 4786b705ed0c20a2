using LogHog.Protocols.Compression;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Gelf;

/// <summary>GELF in datagrams: plain, gzip or zlib by their first bytes, whole or in chunks.</summary>
/// <param name="limits">What it may cost.</param>
/// <param name="time">The clock by which chunks are late.</param>
public sealed class GelfDatagramDecoder(GelfLimits limits, TimeProvider time) : IDatagramDecoder
{
    private readonly GelfMessageReader _messages = new(limits);
    private readonly CompressedPayload _compressed = new(limits.InflatedBytesMax, limits.InflateRatioMax);
    private readonly GelfChunks _chunks = new(limits, time);

    /// <inheritdoc cref="IDatagramDecoder.ReceivedUnixNs"/>
    public long ReceivedUnixNs { get; set; }

    /// <inheritdoc/>
    public DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (GelfChunks.IsChunk(datagram.Span))
        {
            DecodeStatus status = _chunks.Add(datagram.Span, out datagram, out reason);
            if (status != DecodeStatus.Event)
                return status;
        }

        if (datagram.Length > limits.MessageBytesMax)
            reason = RejectReason.FrameTooLarge;
        else if (datagram.IsEmpty)
            reason = RejectReason.FrameEmpty;
        else
            reason = ReadMessage(datagram, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <inheritdoc/>
    /// <remarks>Messages some of whose chunks have not come in time.</remarks>
    public int TakeAbandoned(out RejectReason reason)
    {
        reason = RejectReason.ChunksMissing;
        return _chunks.TakeAbandoned();
    }

    private RejectReason ReadMessage(ReadOnlyMemory<byte> message, LogEvent logEvent)
    {
        RejectReason reason = RejectReason.None;
        // JSON begins with neither; RFC 1950 §2.2 for the 8 of zlib.
        if (GzipInflater.IsGzip(message.Span))
            reason = _compressed.InflateGzip(message, out message);
        else if ((message.Span[0] & 0x0F) == 8)
            reason = _compressed.InflateZlib(message, out message);
        // Senders that frame for TCP end a datagram with its NUL, too.
        return reason == RejectReason.None ? _messages.Read(message.TrimEnd((byte)0), ReceivedUnixNs, logEvent) : reason;
    }
}
