using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LogHog.Protocols.LogHogV1;

/// <summary>The 8 bytes before each payload (spec §1).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogHogFrameHeader(uint PayloadBytes, uint Flags)
{
    public const int Bytes = 8;

    /// <summary>The payload is a zlib stream (RFC 1950).</summary>
    public const uint ZlibFlag = 0x01;

    public bool IsCompressed => (Flags & ZlibFlag) != 0;

    public bool HasUnknownFlags => (Flags & ~ZlibFlag) != 0;

    /// <summary>Reads the header from the first <see cref="Bytes"/> bytes.</summary>
    public static LogHogFrameHeader Read(ReadOnlySpan<byte> frame) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(frame), BinaryPrimitives.ReadUInt32BigEndian(frame[4..]));

    public void Write(Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, PayloadBytes);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], Flags);
    }
}

/// <summary>Finds the frames in a stream or a datagram; looks at no payload.</summary>
internal static class LogHogFrameReader
{
    /// <summary>Reads the first frame of what a stream has brought.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="payloadBytesMax">A frame that announces more is <see cref="DecodeStatus.Broken"/>: such a size is
    /// far more often lost framing (text, TLS or HTTP on the wrong port) than a long message, and skipping it could mean
    /// reading 4 GiB of somebody's noise.</param>
    /// <param name="header">The header, when 8 bytes are there.</param>
    /// <param name="reason">Why, for Rejected and Broken.</param>
    /// <returns><see cref="DecodeStatus.Event"/> when a whole frame with a sound header is there.</returns>
    public static DecodeStatus ReadStream(
        ReadOnlySpan<byte> input, int payloadBytesMax, out LogHogFrameHeader header, out RejectReason reason)
    {
        reason = RejectReason.None;
        header = default;
        if (input.Length < LogHogFrameHeader.Bytes)
            return DecodeStatus.NeedMore;
        header = LogHogFrameHeader.Read(input);
        if (header.PayloadBytes > (uint)payloadBytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Broken;
        }
        if (input.Length - LogHogFrameHeader.Bytes < (int)header.PayloadBytes)
            return DecodeStatus.NeedMore;
        reason = Judge(header);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>Reads the one frame of a datagram.</summary>
    public static RejectReason ReadDatagram(ReadOnlySpan<byte> datagram, int payloadBytesMax, out LogHogFrameHeader header)
    {
        header = default;
        if (datagram.Length < LogHogFrameHeader.Bytes)
            return datagram.IsEmpty ? RejectReason.FrameEmpty : RejectReason.FrameTruncated;
        header = LogHogFrameHeader.Read(datagram);
        if (header.PayloadBytes != (uint)(datagram.Length - LogHogFrameHeader.Bytes))
            return RejectReason.DatagramSizeMismatch;
        return header.PayloadBytes > (uint)payloadBytesMax ? RejectReason.FrameTooLarge : Judge(header);
    }

    private static RejectReason Judge(LogHogFrameHeader header) =>
        header.HasUnknownFlags ? RejectReason.UnknownFlags
        : header.PayloadBytes == 0 ? RejectReason.FrameEmpty
        : RejectReason.None;
}
