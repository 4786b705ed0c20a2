using System.Text.RegularExpressions;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Tail;

/// <summary>Takes a piece of a file, of whole events, and carries the time of its last event on to the next piece.</summary>
internal delegate void FollowedText(SearchFile file, ReadOnlyMemory<byte> text, ref long? carriedTime);

/// <summary>
/// Follows every file in a folder, also those that come later, through rotation and compression: what is written is given once.
/// It looks when it is asked to. Files of other programs that are copied and then cut short (logrotate's <c>copytruncate</c>) lose
/// what was written between the last look and the cut.
/// </summary>
internal sealed partial class FolderFollower(RootedFolder folder, FollowedText found) : IDisposable
{
    // Descriptors for the files that grow; a process has 1,024 in all by default.
    private const int OpenMax = 200;
    private const int BufferBytes = 256 << 10;
    private const int ProblemsMax = 100;

    private readonly Dictionary<FileId, FollowedFile> _files = [];
    private readonly LinkedList<FollowedFile> _open = new();
    private readonly HashSet<(string, DateTime?)> _archives = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Queue<string> _problems = new();
    private byte[] _buffer = new byte[BufferBytes];
    private DateTime _begun;

    /// <summary>What could not be followed, for people; each is given once. Null = nothing more.</summary>
    public string? TakeProblem() => _problems.TryDequeue(out string? problem) ? problem : null;

    /// <summary>Notes where the files end: from here on they are followed.</summary>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void Begin(DateTimeOffset now, CancellationToken cancellation)
    {
        _begun = now.LocalDateTime;
        foreach (SearchFile file in FolderListing.Read(folder, cancellation))
        {
            if (file.Archive is not null)
                _archives.Add(file.Key);
            if (IsCompressed(file))
                continue;
            FollowedFile followed = new(file, file.Status.Length);
            _files.Add(file.Status.Id, followed);
            // Newest first: those that are most likely to be written to next.
            if (file.Archive is null && _open.Count < OpenMax && TryOpen(followed))
                followed.SkipToEnd(file.Status.Length, _buffer);
        }
    }

    /// <summary>Gives what was written since the last look.</summary>
    /// <param name="isQuiet">Also the last event of a file, though lines that belong to it may still come.</param>
    /// <param name="cancellation">Ends it between two files.</param>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void Look(bool isQuiet, CancellationToken cancellation)
    {
        List<SearchFile> listed = FolderListing.Read(folder, cancellation);
        ReadVanished(listed);
        foreach (SearchFile file in listed.Where(static file => !IsCompressed(file)).OrderBy(static file => file.Archive?.LocalTime ?? DateTime.MaxValue))
        {
            cancellation.ThrowIfCancellationRequested();
            FollowedFile followed = Followed(file);
            if (file.Status.Length != followed.Offset || followed.IsOpen)
                Read(followed, isQuiet, isEnd: false);
        }

        _archives.UnionWith(listed.Where(static file => file.Archive is not null).Select(static file => file.Key));
    }

    public void Dispose()
    {
        foreach (FollowedFile file in _open)
            file.Dispose();
    }

    private static bool IsCompressed(SearchFile file) => ArchiveName.FormatOfFile(file.Path) is not null;

    private FollowedFile Followed(SearchFile file)
    {
        if (_files.TryGetValue(file.Status.Id, out FollowedFile? known))
        {
            known.File = file;
            return known;
        }

        // A file that is new and has a rotated name is a copy of what was there, unless it is LogHog's: that was made and rotated just now.
        bool isCopy = file.Archive is null ? RotatedName().IsMatch(file.Path) : _archives.Contains(file.Key);
        FollowedFile followed = new(file, isCopy ? file.Status.Length : 0);
        _files.Add(file.Status.Id, followed);
        return followed;
    }

    /// <summary>Files that are in the listing no more: deleted, or compressed by now. And archives that were made since the last look.</summary>
    private void ReadVanished(List<SearchFile> listed)
    {
        HashSet<FileId> there = [.. listed.Select(static file => file.Status.Id)];
        List<SearchFile> archives =
        [
            .. listed.Where(file => IsCompressed(file) && file.Archive is { } archive && archive.LocalTime >= _begun && !_archives.Contains(file.Key))
                .OrderBy(static file => file.Archive!.Value.LocalTime),
        ];
        foreach ((FileId id, FollowedFile file) in _files.Where(pair => !there.Contains(pair.Key)).ToList())
        {
            // Archived under a name that nobody has seen yet: the first one since is this file.
            SearchFile? archive = file.File.Archive is null ? archives.Find(one => one.LogPath == file.File.LogPath)
                : listed.Find(one => one.Key == file.File.Key);
            if (file.IsOpen)
                Read(file, isQuiet: true, isEnd: true);
            else if (archive is not null)
                ReadArchive(archive, file.Offset, file.CarriedTime);
            if (archive is not null)
                archives.Remove(archive);
            Forget(file);
            _files.Remove(id);
        }

        foreach (SearchFile archive in archives)
            ReadArchive(archive, 0, carriedTime: null);
        foreach (SearchFile live in listed.Where(static file => IsCompressed(file) && file.Archive is null && file.Identity is not null))
            Report(live.Path, "is written compressed, so it is not followed");
    }

    private void Read(FollowedFile file, bool isQuiet, bool isEnd)
    {
        if (file.IsBinary || (!file.IsOpen && !TryOpen(file)))
            return;
        try
        {
            file.Read(isQuiet, isEnd, ref _buffer, text =>
            {
                long? carriedTime = file.CarriedTime;
                found(file.File, text, ref carriedTime);
                file.CarriedTime = carriedTime;
            });
        }
        catch (DiskException failure)
        {
            Report(file.File.Path, $"{failure.Operation}: {failure.Errno}");
        }

        if (_buffer.Length > BufferBytes)
            _buffer = new byte[BufferBytes];
    }

    private void ReadArchive(SearchFile archive, long offset, long? carriedTime)
    {
        try
        {
            OpenedFile opened = OpenedFile.Open(folder, archive, DateTimeOffset.MaxValue, static _ => { });
            try
            {
                using TextCursor text = new(opened, offset, null);
                EventBlocks blocks = new();
                blocks.Begin(text);
                while (blocks.Next() is { IsEmpty: false } block)
                    found(archive, block, ref carriedTime);
            }
            finally
            {
                opened.Release();
            }
        }
        catch (DiskException failure)
        {
            Report(archive.Path, $"{failure.Operation}: {failure.Errno}");
        }
    }

    private bool TryOpen(FollowedFile file)
    {
        try
        {
            file.Open(folder);
        }
        catch (DiskException failure)
        {
            if (failure.Errno != Errno.ENOENT)
                Report(file.File.Path, $"{failure.Operation}: {failure.Errno}");
            return false;
        }

        if (!file.IsOpen)
            return false;
        if (_open.Count >= OpenMax)
            Forget(_open.First!.Value);
        _open.AddLast(file);
        return true;
    }

    private void Forget(FollowedFile file)
    {
        file.Close();
        _open.Remove(file);
    }

    private void Report(string path, string why)
    {
        if (_told.Count < ProblemsMax && _told.Add(path))
            _problems.Enqueue($"{path}: {why}");
    }

    /// <summary>As logrotate and its like name what they have put away.</summary>
    [GeneratedRegex(@"\.[0-9]+$|-[0-9]{8}(-?[0-9]+)?$|\.(old|bak)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RotatedName();
}
