using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>
/// A file that is searched, open: plain, also while it is written, or an archive in frames. Several workers read it side by side; it is
/// closed when the last of them has let go of it.
/// </summary>
internal sealed class OpenedFile
{
    /// <summary>What was last written so long ago is complete, though its last line has no newline.</summary>
    private static readonly TimeSpan WrittenAgo = TimeSpan.FromMinutes(1);

    /// <summary>Another program's file with a NUL here is no text (wtmp, a journal).</summary>
    private const int BinaryProbeBytes = 1024;

    private readonly Action<OpenedFile> _closing;
    private int _users = 1;
    private volatile ArchiveStatus _damage;

    private OpenedFile(SearchFile file, DurableFile? plain, ArchiveReader? packed, FileStatus status, DateTimeOffset now, Action<OpenedFile> closing)
    {
        File = file;
        Plain = plain;
        Packed = packed;
        Length = status.Length;
        IsGrowing = file.Archive is null && now - status.ModifiedAt < WrittenAgo;
        FileUnixNs = SearchTime.UnixNs(file.NewestAt);
        _closing = closing;
    }

    public SearchFile File { get; }

    /// <summary>Null = an archive, or a live file that is written compressed.</summary>
    public DurableFile? Plain { get; }

    public ArchiveReader? Packed { get; }

    /// <summary>Null = it has none, or none that can be relied on.</summary>
    public FileIndex? Index { get; set; }

    /// <summary>Bytes on the disk when it was opened.</summary>
    public long Length { get; }

    /// <summary>Somebody writes to it: a last line without its newline is not whole yet.</summary>
    public bool IsGrowing { get; }

    /// <summary>The time of lines that have none, and no event with one before them.</summary>
    public long FileUnixNs { get; }

    /// <summary>What was not as it should be; the text before and after it was read all the same.</summary>
    public ArchiveStatus Damage
    {
        get => _damage;
        set => _damage = value;
    }

    /// <param name="folder">Of the logs.</param>
    /// <param name="file">As it was listed.</param>
    /// <param name="now">To tell whether it is still written.</param>
    /// <param name="closing">Called before it is closed, when all have read it.</param>
    /// <exception cref="DiskException">It cannot be opened. ENOENT also when another file has the name by now.</exception>
    public static OpenedFile Open(RootedFolder folder, SearchFile file, DateTimeOffset now, Action<OpenedFile> closing)
    {
        if (ArchiveName.FormatOfFile(file.Path) is not null)
        {
            ArchiveReader packed = ArchiveReader.Open(folder, file.Path);
            // Looked at after it was opened: a name never goes back to the file that it had before.
            if (folder.Status(file.Path)?.Id == file.Status.Id)
                return new OpenedFile(file, null, packed, file.Status, now, closing);
            packed.Dispose();
            throw new DiskException(Errno.ENOENT, "open", file.Path);
        }

        DurableFile plain = folder.OpenRead(file.Path);
        FileStatus status = plain.Status;
        if (status.Id == file.Status.Id)
            return new OpenedFile(file, plain, null, status, now, closing);
        plain.Dispose();
        throw new DiskException(Errno.ENOENT, "open", file.Path);
    }

    public bool IsBinary(ReadOnlySpan<byte> start) =>
        File.Identity is null && start[..Math.Min(start.Length, BinaryProbeBytes)].Contains((byte)0);

    /// <summary>The same, from the file itself.</summary>
    public bool IsBinary()
    {
        if (File.Identity is not null || Plain is null)
            return false;
        Span<byte> start = stackalloc byte[BinaryProbeBytes];
        return IsBinary(start[..Plain.Read(0, start)]);
    }

    /// <summary>One more reads it.</summary>
    public OpenedFile Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>One has read it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _closing(this);
        Index?.Dispose();
        Packed?.Dispose();
        Plain?.Dispose();
    }
}
