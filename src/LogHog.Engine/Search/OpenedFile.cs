using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>
/// A file that is searched: plain, also while it is written, or an archive in frames. One that an index describes to its end is opened
/// when its text is asked for, which mostly never happens. Several workers read it side by side; it is closed when the last of them
/// has let go of it.
/// </summary>
internal sealed class OpenedFile
{
    /// <summary>What was last written so long ago is complete, though its last line has no newline.</summary>
    private static readonly TimeSpan WrittenAgo = TimeSpan.FromMinutes(1);

    /// <summary>Another program's file with a NUL here is no text (wtmp, a journal).</summary>
    private const int BinaryProbeBytes = 1024;

    private readonly Action<OpenedFile> _closing;
    private readonly Lock _opening = new();
    private Func<OpenedFile, OpenedFile?>? _open;
    private DurableFile? _plain;
    private ArchiveReader? _packed;
    private int _users = 1;
    private volatile bool _isOpen;
    private volatile ArchiveStatus _damage;

    private OpenedFile(SearchFile file, DateTimeOffset now, Action<OpenedFile> closing)
    {
        File = file;
        IsPacked = ArchiveName.FormatOfFile(file.Path) is not null;
        Length = file.Status.Length;
        IsGrowing = file.Archive is null && now - file.Status.ModifiedAt < WrittenAgo;
        FileUnixNs = SearchTime.UnixNs(file.NewestAt);
        _closing = closing;
    }

    private OpenedFile(SearchFile file, DurableFile? plain, ArchiveReader? packed, FileStatus status, DateTimeOffset now, Action<OpenedFile> closing)
        : this(file with { Status = status }, now, closing)
    {
        File = file;
        (_plain, _packed, _isOpen) = (plain, packed, true);
    }

    public SearchFile File { get; }

    /// <summary>An archive, or a live file that is written compressed.</summary>
    public bool IsPacked { get; }

    /// <summary>Of one that is not packed.</summary>
    /// <exception cref="TextMovedException">It was not open yet, and now its text lies elsewhere.</exception>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public DurableFile Plain => Opened()._plain!;

    /// <summary>Of one that is packed.</summary>
    /// <inheritdoc cref="Plain"/>
    public ArchiveReader Packed => Opened()._packed!;

    /// <summary>After a <see cref="TextMovedException"/>: where the text lies now; null = it is gone.</summary>
    public OpenedFile? Moved { get; private set; }

    /// <summary>Null = it has none, or none that can be relied on.</summary>
    public FileIndex? Index { get; set; }

    /// <summary>Bytes on the disk when it was opened, or listed.</summary>
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

    /// <summary>A file of which the index says all but the text.</summary>
    /// <param name="file">As it was listed.</param>
    /// <param name="index">Describes it to its end.</param>
    /// <param name="open">Opens it, wherever it lies by then; null = it is gone.</param>
    /// <param name="closing">Called before it is closed, when all have read it.</param>
    public static OpenedFile OfIndex(SearchFile file, FileIndex index, Func<OpenedFile, OpenedFile?> open, Action<OpenedFile> closing) =>
        new(file, DateTimeOffset.MaxValue, closing) { Index = index, _open = open };

    public bool IsBinary(ReadOnlySpan<byte> start) =>
        File.Identity is null && start[..Math.Min(start.Length, BinaryProbeBytes)].Contains((byte)0);

    /// <summary>The same, from the file itself; what is binary gets no index.</summary>
    public bool IsBinary()
    {
        if (File.Identity is not null || IsPacked || Index is not null)
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
        _packed?.Dispose();
        _plain?.Dispose();
        Moved?.Release();
    }

    private OpenedFile Opened()
    {
        if (_isOpen)
            return this;
        lock (_opening)
        {
            if (!_isOpen && _open is { } open)
            {
                _open = null;
                Take(open(this));
            }
        }

        return _isOpen ? this : throw new TextMovedException();
    }

    /// <summary>A file that was renamed is the same; one that was compressed is another.</summary>
    private void Take(OpenedFile? opened)
    {
        if (opened is null || opened.IsPacked != IsPacked || opened.File.Status.Id != File.Status.Id)
        {
            Moved = opened;
            return;
        }

        (_plain, _packed, opened._plain, opened._packed) = (opened._plain, opened._packed, null, null);
        _isOpen = true;
        opened.Release();
    }
}

/// <summary>The text that an index describes lies in another file by now, or nowhere: see <see cref="OpenedFile.Moved"/>.</summary>
internal sealed class TextMovedException : Exception
{
    public TextMovedException()
        : base("the text lies in another file by now")
    {
    }
}
