namespace LogHog.Protocols.Compression;

/// <summary>
/// What a ZLibStream or a DeflateStream reads. It ends in the same way at the end of a stream, at a cut, and in front of bytes that follow
/// the stream; it reads on only while the stream is not finished. So the last byte is handed out alone: not asked for =
/// something follows the stream; asked for more after it = the stream is cut short.
/// </summary>
public sealed class DeflateInputStream(ReadOnlyMemory<byte> bytes) : Stream
{
    private int _position;
    private bool _isCutShort;

    /// <summary>When the reader has come to its end: whether that was the end of these bytes.</summary>
    public bool IsWhole => _position == bytes.Length && !_isCutShort;

    internal InflateStatus Verdict => IsWhole ? InflateStatus.Done : InflateStatus.Bad;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int left = bytes.Length - _position;
        _isCutShort |= left == 0;
        int taken = Math.Min(buffer.Length, left > 1 ? left - 1 : left);
        bytes.Span.Slice(_position, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
