using LogHog.Engine.Durability;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>The text of a file from its first byte to its last: plain, also while it is written, or unpacked frame by frame.</summary>
internal sealed class FileText : IDisposable
{
    /// <summary>What was last written so long ago is complete, though its last line has no newline.</summary>
    private static readonly TimeSpan WrittenAgo = TimeSpan.FromMinutes(1);

    private readonly DurableFile? _plain;
    private readonly ArchiveReader? _packed;
    private ArchiveTextStream? _frame;
    private int _frames;
    private long _at;
    private long _end;
    private byte _last = (byte)'\n';

    private FileText(DurableFile? plain, ArchiveReader? packed, FileStatus status, bool isGrowing)
    {
        _plain = plain;
        _packed = packed;
        _end = status.Length;
        IsGrowing = isGrowing;
    }

    /// <summary>Somebody writes to it: a last line without its newline is not whole yet.</summary>
    public bool IsGrowing { get; }

    /// <summary>What was not as it should be; the text before and after it was read all the same.</summary>
    public ArchiveStatus Damage { get; private set; }

    /// <exception cref="DiskException">It cannot be opened. ENOENT also when another file has the name by now.</exception>
    public static FileText Open(RootedFolder folder, SearchFile file, DateTimeOffset now)
    {
        if (ArchiveName.FormatOfFile(file.Path) is not null)
        {
            ArchiveReader packed = ArchiveReader.Open(folder, file.Path);
            // Looked at after it was opened: a name never goes back to the file that it had before.
            if (folder.Status(file.Path)?.Id == file.Status.Id)
                return new FileText(null, packed, file.Status, IsGrowingAt(now, file, file.Status));
            packed.Dispose();
            throw new DiskException(Errno.ENOENT, "open", file.Path);
        }

        DurableFile plain = folder.OpenRead(file.Path);
        FileStatus status = plain.Status;
        if (status.Id == file.Status.Id)
            return new FileText(plain, null, status, IsGrowingAt(now, file, status));
        plain.Dispose();
        throw new DiskException(Errno.ENOENT, "open", file.Path);
    }

    /// <returns>0 at the end.</returns>
    /// <exception cref="DiskException">The disk failed.</exception>
    public int Read(Span<byte> buffer) => _plain is null ? ReadPacked(buffer) : ReadPlain(_plain, buffer);

    private static bool IsGrowingAt(DateTimeOffset now, SearchFile file, FileStatus status) =>
        file.Archive is null && now - status.ModifiedAt < WrittenAgo;

    private int ReadPlain(DurableFile file, Span<byte> buffer)
    {
        if (_at == _end && !GoesOn(file))
            return 0;
        int read = file.Read(_at, buffer[..(int)Math.Min(buffer.Length, _end - _at)]);
        _at += read;
        if (read > 0)
            _last = buffer[read - 1];
        return read;
    }

    /// <summary>The file ended within an event when it was opened, and has grown since.</summary>
    private bool GoesOn(DurableFile file)
    {
        Span<byte> next = stackalloc byte[1];
        if (file.Read(_at, next) == 0 || (_last == '\n' && next[0] != '\t'))
            return false;
        _end = file.Length;
        return _end > _at;
    }

    private int ReadPacked(Span<byte> buffer)
    {
        while (true)
        {
            if (_frame is null)
            {
                if (_frames == _packed!.Frames.Count)
                    return 0;
                _frame = _packed.OpenText(_packed.Frames[_frames++]);
            }

            int read = _frame.Read(buffer);
            if (read > 0)
                return read;
            // The last frame of a file that is written compressed is cut short as long as it grows.
            bool isEnd = _frames == _packed!.Frames.Count;
            if (_frame.Status != ArchiveStatus.Good && !(IsGrowing && isEnd && _frame.Status == ArchiveStatus.Truncated))
                Damage = _frame.Status;
            _frame.Dispose();
            _frame = null;
        }
    }

    public void Dispose()
    {
        _frame?.Dispose();
        _packed?.Dispose();
        _plain?.Dispose();
    }
}
