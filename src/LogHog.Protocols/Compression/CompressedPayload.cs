using System.Buffers;

namespace LogHog.Protocols.Compression;

/// <summary>
/// Inflates payloads, one at a time, within two limits: bytes that come out, and those for each byte that went in. Owns the memory of
/// the last one.
/// </summary>
internal sealed class CompressedPayload(int inflatedBytesMax, int ratioMax)
{
    private byte[]? _buffer;

    /// <param name="input">The stream with nothing behind it.</param>
    /// <param name="payload">What it holds; borrowed until the next call, or <see cref="Release"/>.</param>
    public RejectReason InflateZlib(ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> payload) =>
        Judge(ZlibInflater.Inflate(input, BytesMax(input), ref _buffer, out int written), input, written, out payload);

    /// <inheritdoc cref="InflateZlib"/>
    public RejectReason InflateGzip(ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> payload) =>
        Judge(GzipInflater.Inflate(input, BytesMax(input), ref _buffer, out int written), input, written, out payload);

    public void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private int BytesMax(ReadOnlyMemory<byte> input) => (int)Math.Min(inflatedBytesMax, (long)input.Length * ratioMax);

    private RejectReason Judge(InflateStatus status, ReadOnlyMemory<byte> input, int written, out ReadOnlyMemory<byte> payload)
    {
        payload = status == InflateStatus.Done ? _buffer.AsMemory(0, written) : default;
        return status switch
        {
            InflateStatus.Done => RejectReason.None,
            InflateStatus.Bad => RejectReason.BadCompression,
            _ => BytesMax(input) < inflatedBytesMax ? RejectReason.InflateRatioTooHigh : RejectReason.InflatedTooLarge,
        };
    }
}
