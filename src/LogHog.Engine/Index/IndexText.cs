using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>The text of a log file in its order, plain or unpacked, for whoever indexes it.</summary>
internal sealed class IndexText : IDisposable
{
    private readonly ArchiveReader? _packed;
    private readonly List<TextFrame> _frames = [];
    private ArchiveTextStream? _frame;
    private int _framesOpened;
    private long _frameStart;

    private IndexText(DurableFile? plain, ArchiveReader? packed, FileStatus status)
    {
        Plain = plain;
        _packed = packed;
        Status = status;
    }

    /// <summary>The file, if it is not compressed.</summary>
    public DurableFile? Plain { get; }

    /// <summary>The file as it was when it was opened.</summary>
    public FileStatus Status { get; }

    /// <summary>Where the next text comes from.</summary>
    public long Position { get; private set; }

    /// <summary>What was met in the frames read so far.</summary>
    public ArchiveStatus Damage { get; private set; }

    /// <summary>Of a compressed file: the frames read so far; all of them at the end.</summary>
    public IReadOnlyList<TextFrame> Frames => _frames;

    /// <returns>Null: the file is gone, or its name is another file's by now.</returns>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public static IndexText? Open(RootedFolder folder, SearchFile file)
    {
        try
        {
            return ArchiveName.FormatOfFile(file.Path) is null ? OpenPlain(folder, file) : OpenPacked(folder, file);
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Goes on elsewhere; plain files only.</summary>
    public void SeekTo(long position) => Position = position;

    /// <summary>Reads until the span is full or the text ends.</summary>
    public int Read(Span<byte> buffer)
    {
        int done = 0;
        for (int read = 1; done < buffer.Length && read > 0; done += read)
        {
            Span<byte> rest = buffer[done..];
            read = Plain is null ? ReadPacked(rest) : Plain.Read(Position, rest);
            Position += read;
        }

        return done;
    }

    public void Dispose()
    {
        _frame?.Dispose();
        _packed?.Dispose();
        Plain?.Dispose();
    }

    private static IndexText? OpenPlain(RootedFolder folder, SearchFile file)
    {
        DurableFile plain = folder.OpenRead(file.Path);
        FileStatus status = plain.Status;
        if (status.Id == file.Status.Id)
            return new IndexText(plain, null, status);
        plain.Dispose();
        return null;
    }

    private static IndexText? OpenPacked(RootedFolder folder, SearchFile file)
    {
        ArchiveReader packed = ArchiveReader.Open(folder, file.Path);
        if (folder.Status(file.Path) is { } status && status.Id == file.Status.Id)
            return new IndexText(null, packed, status);
        packed.Dispose();
        return null;
    }

    private int ReadPacked(Span<byte> buffer)
    {
        while (true)
        {
            if (_frame is null)
            {
                if (_framesOpened == _packed!.Frames.Count)
                    return 0;
                _frame = _packed.OpenText(_packed.Frames[_framesOpened++]);
                _frameStart = Position;
            }

            int read = _frame.Read(buffer);
            if (read > 0)
                return read;
            if (_frame.Status != ArchiveStatus.Good)
                Damage = _frame.Status;
            ArchiveFrame frame = _packed!.Frames[_framesOpened - 1];
            AddFrame(new TextFrame(_frameStart, Position - _frameStart, frame.Offset, frame.Bytes));
            _frame.Dispose();
            _frame = null;
        }
    }

    /// <summary>Members of a file that was written compressed may be as small as a line: they are taken together.</summary>
    private void AddFrame(TextFrame frame)
    {
        const long textBytesMin = 256 << 10;
        if (_packed!.Format == Configuration.CompressionFormat.Gzip && _frames.Count > 0 && _frames[^1].TextBytes + frame.TextBytes <= textBytesMin)
            _frames[^1] = _frames[^1] with { TextBytes = _frames[^1].TextBytes + frame.TextBytes, Bytes = _frames[^1].Bytes + frame.Bytes };
        else
            _frames.Add(frame);
    }
}
