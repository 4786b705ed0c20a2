using LogHog.Engine.Durability;

namespace LogHog.Engine.Search;

/// <summary>The files of a folder, newest first, consistent though files are rotated and compressed meanwhile.</summary>
internal static class FolderListing
{
    /// <summary>Log folders have two levels; other programs' under /var/log seldom more than four.</summary>
    private const int DepthMax = 6;

    /// <summary>Rotations come minutes apart: a folder that changes this often while it is listed is taken as it is.</summary>
    private const int TriesMax = 8;

    /// <summary>The quarantine's; all other names that begin with a dot are temporary, or an index.</summary>
    private const string QuarantineFolder = ".quarantine";

    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Nobody wants it any more.</param>
    /// <param name="set">Which of its files; null = all.</param>
    public static List<SearchFile> Read(RootedFolder folder, CancellationToken cancellation, FileSet? set = null)
    {
        var files = new Dictionary<(string, DateTime?), SearchFile>();
        Read(folder, "", DepthMax, files, set, cancellation);
        List<SearchFile> sorted = [.. files.Values];
        sorted.Sort(static (a, b) => b.NewestAt.CompareTo(a.NewestAt) is var order and not 0 ? order : string.CompareOrdinal(a.Path, b.Path));
        return sorted;
    }

    private static void Read(
        RootedFolder root, string folder, int depth, Dictionary<(string, DateTime?), SearchFile> files, FileSet? set, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach ((string name, FileStatus status) in ReadNames(root, folder))
        {
            string path = folder.Length == 0 ? name : $"{folder}/{name}";
            if (status.Kind == FileKind.Folder && depth > 0 && set?.Glob.MayHold(path) != false)
            {
                Read(root, path, depth - 1, files, set, cancellation);
            }
            else if (status.Kind == FileKind.File && set?.Holds(path) != false)
            {
                // While an archive is compressed it lies there twice; the plain one is whole.
                SearchFile file = SearchFile.Of(path, status, set);
                if (!files.TryGetValue(file.Key, out SearchFile? other) || other.Archive?.Format is not null)
                    files[file.Key] = file;
            }
        }
    }

    private static IReadOnlyList<(string Name, FileStatus Status)> ReadNames(RootedFolder root, string folder)
    {
        try
        {
            return root.ListStatus(folder, static name => !name.StartsWith('.') || name == QuarantineFolder, TriesMax);
        }
        catch (DiskException failure) when (folder.Length > 0 && failure.Errno is (Errno.ENOENT or Errno.EACCES or Errno.ENOTDIR))
        {
            return []; // A folder that went meanwhile, or that is not this user's to read (/var/log has such).
        }
    }
}
