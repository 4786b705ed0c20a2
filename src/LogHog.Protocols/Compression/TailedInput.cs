namespace LogHog.Protocols.Compression;

/// <summary>What a GZipStream reads: bytes, and others behind them.</summary>
internal sealed class TailedInput(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> tail) : Stream
{
    private ReadOnlyMemory<byte> _rest = bytes;
    private ReadOnlyMemory<byte> _next = tail;

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
        if (_rest.IsEmpty)
            (_rest, _next) = (_next, default);
        int taken = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..taken].CopyTo(buffer);
        _rest = _rest[taken..];
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
