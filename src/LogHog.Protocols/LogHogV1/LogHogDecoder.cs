using LogHog.Protocols.Compression;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// LogHog's own protocol, versions 1 and 2 (docs/protocol.md), from a stream or from datagrams. Allocates nothing for an
/// event once it runs (zlib's state for a compressed one aside), and holds no memory worth naming while it waits.
/// </summary>
public sealed class LogHogDecoder : IEventDecoder, IDatagramDecoder
{
    private readonly LogHogLimits _limits;
    private readonly PayloadParser _parser;
    private readonly CompressedPayload _compressed;

    public LogHogDecoder(LogHogLimits? limits = null)
    {
        _limits = limits ?? new LogHogLimits();
        _parser = new PayloadParser(_limits);
        _compressed = new CompressedPayload(_limits.InflatedBytesMax, _limits.InflateRatioMax);
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc/>
    /// <remarks>After <see cref="DecodeStatus.NeedMore"/> the memory that the last event borrowed is gone.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        FrameBytesNeeded = 0;
        DecodeStatus status = LogHogFrameReader.ReadStream(
            input.Span, _limits.FrameBytesMax, out LogHogFrameHeader header, out reason);
        if (status is DecodeStatus.NeedMore or DecodeStatus.Broken)
        {
            if (status == DecodeStatus.NeedMore && input.Length >= LogHogFrameHeader.Bytes)
                FrameBytesNeeded = LogHogFrameHeader.Bytes + (int)header.PayloadBytes;
            Release();
            return status;
        }
        consumed = LogHogFrameHeader.Bytes + (int)header.PayloadBytes;
        if (status == DecodeStatus.Event)
            reason = DecodePayload(input[LogHogFrameHeader.Bytes..consumed], header, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <inheritdoc/>
    /// <remarks>A datagram is exactly one frame.</remarks>
    public DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason)
    {
        reason = LogHogFrameReader.ReadDatagram(datagram.Span, _limits.FrameBytesMax, out LogHogFrameHeader header);
        if (reason == RejectReason.None)
            reason = DecodePayload(datagram[LogHogFrameHeader.Bytes..], header, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private RejectReason DecodePayload(ReadOnlyMemory<byte> payload, LogHogFrameHeader header, LogEvent logEvent)
    {
        logEvent.Clear();
        if (header.IsCompressed)
        {
            RejectReason reason = _compressed.InflateZlib(payload, out payload);
            if (reason != RejectReason.None)
                return reason;
        }
        return _parser.Parse(payload, logEvent);
    }

    private void Release()
    {
        _parser.Release();
        _compressed.Release();
    }
}
