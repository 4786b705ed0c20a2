using ICSharpCode.SharpZipLib;
using LogHog.Engine.Configuration;
using LogHog.Engine.Storage.Codecs;

namespace LogHog.Engine.Storage;

/// <summary>The text of a frame while it is unpacked. Reading never throws for what the file holds; see <see cref="Status"/>.</summary>
public sealed class ArchiveTextStream : Stream
{
    private readonly Stream _packed;
    private readonly CompressionFormat? _format;
    private readonly ArchiveFrame _frame;
    private readonly long _textBytesMax;
    private Stream? _decoder;
    private long _position;
    private bool _ended;

    /// <param name="packed">The bytes of the frame; closed with the stream.</param>
    /// <param name="format">Null = plain text.</param>
    /// <param name="frame">Says how long the text is to be, if that is known.</param>
    /// <param name="textBytesMax">No more than this is given.</param>
    internal ArchiveTextStream(Stream packed, CompressionFormat? format, ArchiveFrame frame, long textBytesMax)
    {
        _packed = packed;
        _format = format;
        _frame = frame;
        _textBytesMax = textBytesMax;
    }

    /// <summary>Final once a read has returned 0.</summary>
    public ArchiveStatus Status { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        int read = 0;
        try
        {
            // Decoders that read a header when they are made belong inside, too.
            _decoder ??= _format is { } format ? FrameDecoders.Open(format, _packed, _frame.TextBytes >= 0) : _packed;
            read = _decoder.Read(buffer);
        }
        catch (EndOfStreamException)
        {
            Status = ArchiveStatus.Truncated;
        }
        catch (Exception damage) when (damage is InvalidDataException or SharpZipBaseException or IndexOutOfRangeException)
        {
            Status = ArchiveStatus.Damaged;
        }
        catch (DllNotFoundException)
        {
            Status = ArchiveStatus.LibraryMissing;
        }
        if (read > _textBytesMax - _position)
        {
            Status = ArchiveStatus.LimitReached;
            read = (int)(_textBytesMax - _position);
            _ended = true;
        }
        _position += read;
        if (read == 0)
        {
            _ended = true;
            if (Status == ArchiveStatus.Good && _frame.TextBytes >= 0 && _position < _frame.TextBytes)
                Status = ArchiveStatus.Truncated;
        }
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder?.Dispose();
            _packed.Dispose();
        }
        base.Dispose(disposing);
    }
}
