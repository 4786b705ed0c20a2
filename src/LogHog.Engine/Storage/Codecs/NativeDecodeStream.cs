using System.Buffers;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>The reading side of a native decoder as a stream: a buffer of packed bytes, and calls until the room is full.</summary>
internal abstract unsafe class NativeDecodeStream(Stream packed) : Stream
{
    private const int InputBytes = 64 << 10;

    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputBytes);
    private int _start;
    private int _end;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The packed bytes are damaged.</exception>
    /// <exception cref="EndOfStreamException">They are cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = packed.Read(_input, 0, InputBytes);
            }
            bool isLast = _end == 0;
            int used;
            int written;
            fixed (byte* from = _input, to = buffer)
                _ended = !Decode(from + _start, _end - _start, isLast, to, buffer.Length, out used, out written);
            _start += used;
            if (written > 0)
                return written;
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _input.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
        }

        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Decodes what it can.</summary>
    /// <returns>False when the text has ended, in good order.</returns>
    protected abstract bool Decode(byte* from, int size, bool isLast, byte* to, int room, out int used, out int written);
}
