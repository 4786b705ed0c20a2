using LogHog.Engine.Durability;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Inputs.Following;

/// <summary>A rotated file that was compressed: read from its beginning, which is unpacked again for an offset that lies behind.</summary>
internal sealed class PackedText(ArchiveReader archive) : ITextSource
{
    private ArchiveTextStream? _text;
    private int _frame;
    private long _position;

    public FileStatus? Status => archive.Status;

    public long? Length { get; private set; }

    public bool MayGrow => false;

    /// <summary>Why its text ends where it does.</summary>
    public ArchiveStatus Ending { get; private set; }

    public int Read(long offset, Span<byte> bytes)
    {
        if (offset < _position)
            Rewind();
        Span<byte> skipped = stackalloc byte[4096];
        while (_position < offset)
        {
            if (ReadSome(skipped[..(int)Math.Min(skipped.Length, offset - _position)]) == 0)
                return 0;
        }

        int done = 0;
        while (done < bytes.Length && ReadSome(bytes[done..]) is > 0 and var read)
            done += read;
        return done;
    }

    public void Dispose()
    {
        _text?.Dispose();
        archive.Dispose();
    }

    private void Rewind()
    {
        _text?.Dispose();
        _text = null;
        _frame = 0;
        _position = 0;
    }

    /// <summary>At damage the text ends: what stands before it is right.</summary>
    private int ReadSome(Span<byte> bytes)
    {
        while (Length is null || _position < Length)
        {
            if (_text is null && _frame == archive.Frames.Count)
                break;
            _text ??= archive.OpenText(archive.Frames[_frame]);
            int read = _text.Read(bytes);
            _position += read;
            if (read > 0)
                return read;
            Ending = _text.Status;
            _text.Dispose();
            _text = null;
            _frame++;
            if (Ending != ArchiveStatus.Good)
                break;
        }

        Length = _position;
        return 0;
    }
}
