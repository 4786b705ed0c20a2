using System.Runtime.InteropServices;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;

namespace LogHog.Engine.Inputs.Following;

/// <summary>A file as it was found.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoundFile(string Path, FileStatus Status);

/// <summary>Which files some patterns mean at the moment, and in which folders more of them may come.</summary>
internal sealed class FoundFiles
{
    // The same as in searches: deeper trees are not logs.
    private const int DepthMax = 6;

    private readonly Dictionary<string, FileStatus> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    private FoundFiles()
    {
    }

    /// <summary>Those that changed longest ago first, so that rotated ones come before those that took their place.</summary>
    public IEnumerable<FoundFile> Files => _files
        .Select(static file => new FoundFile(file.Key, file.Value))
        .OrderBy(static file => file.Status.ModifiedAt)
        .ThenByDescending(static file => RotatedNames.Generation(file.Path))
        .ThenBy(static file => file.Path, StringComparer.Ordinal);

    /// <summary>To be watched.</summary>
    public IReadOnlySet<string> Folders => _folders;

    /// <summary>Looks. Archives are no files to follow: they belong to those that were compressed.</summary>
    public static FoundFiles Look(IReadOnlyList<FileGlob> globs, IReadOnlyList<FileGlob> exclude)
    {
        var found = new FoundFiles();
        foreach (FileGlob glob in globs)
            found.Look(glob, exclude, glob.Root, "", 0);
        return found;
    }

    /// <summary>The rotated files of a path, those that changed longest ago first.</summary>
    public static IReadOnlyList<FoundFile> Rotated(string path)
    {
        string name = Path.GetFileName(path);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string entry in Entries(Path.GetDirectoryName(path)!).Select(static entry => Path.GetFileName(entry)))
        {
            if (entry != name && RotatedNames.IsRotated(name, entry))
                names.Add(entry);
        }

        // While a file is compressed, it is there twice: the archive is not complete then.
        names.RemoveWhere(entry => FollowedFiles.IsPacked(entry) && names.Contains(RotatedNames.WithoutSuffix(entry).ToString()));
        return
        [
            .. names.Select(entry => Path.Combine(Path.GetDirectoryName(path)!, entry))
                .Select(static file => (Path: file, Status: FollowedFiles.Status(file)))
                .Where(static file => file.Status is { Kind: FileKind.File })
                .Select(static file => new FoundFile(file.Path, file.Status!.Value))
                .OrderBy(static file => file.Status.ModifiedAt)
                .ThenByDescending(static file => RotatedNames.Generation(file.Path))
                .ThenBy(static file => file.Path, StringComparer.Ordinal),
        ];
    }

    private void Look(FileGlob glob, IReadOnlyList<FileGlob> exclude, string folder, string relative, int depth)
    {
        _folders.Add(folder);
        foreach (string path in Entries(folder))
        {
            string name = relative.Length == 0 ? Path.GetFileName(path) : $"{relative}/{Path.GetFileName(path)}";
            bool mayHold = depth < DepthMax && glob.MayHold(name);
            bool matches = glob.Matches(name) && !FollowedFiles.IsPacked(path) && !exclude.Any(other => other.Means(path));
            if ((!mayHold && !matches) || FollowedFiles.Status(path) is not { } status)
                continue;
            if (status.Kind == FileKind.Folder && mayHold && !IsLink(path))
                Look(glob, exclude, path, name, depth + 1);
            else if (status.Kind == FileKind.File && matches)
                _files[path] = status;
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return []; // not there yet, or not to be seen: the next look may be luckier
        }
    }
}
