using LogHog.Engine.Durability;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>One file of a folder that is searched, as the listing saw it.</summary>
/// <param name="Path">Relative to the folder.</param>
/// <param name="Status">Which file it was, and when it was last written.</param>
/// <param name="Archive">Its name as an archive's; null = a live file, or another program's.</param>
/// <param name="Identity">Whose file it is; null = its name is not of LogHog's making, and says nothing that may be relied on.</param>
internal sealed record SearchFile(string Path, FileStatus Status, ArchiveName? Archive, LogFileIdentity? Identity)
{
    /// <summary>Of which files of others it is one; null = it lies in a folder of logs.</summary>
    public FileSet? Set { get; init; }

    /// <summary>The path of the live file that it is, or was.</summary>
    public string LogPath { get; } = Archive is { } archive ? FolderOf(Path) + archive.LogFile : Path;

    /// <summary>Nothing was written to it later: the later of its last change and of the end of the period that it closes.</summary>
    public DateTimeOffset NewestAt { get; } = Archive is { } archive && archive.LocalTime > Status.ModifiedAt.LocalDateTime
        ? new DateTimeOffset(DateTime.SpecifyKind(archive.LocalTime, DateTimeKind.Local))
        : Status.ModifiedAt;

    /// <summary>What stays the same when the file is compressed: the live file's path and the archive's time.</summary>
    public (string LogPath, DateTime? ArchiveTime) Key => (LogPath, Archive?.LocalTime);

    public static SearchFile Of(string path, FileStatus status)
    {
        string name = path[FolderOf(path).Length..];
        ArchiveName? archive = ArchiveName.TryParse(name, out ArchiveName parsed) ? parsed : null;
        string logPath = archive is { } a ? FolderOf(path) + a.LogFile : path;
        return new SearchFile(path, status, archive, FileNames.TryParse(logPath, out LogFileIdentity identity) ? identity : null);
    }

    /// <summary>A file of others: its place says nothing but what the configuration says.</summary>
    public static SearchFile Of(string path, FileStatus status, FileSet? set) =>
        set is null ? Of(path, status) : Of(path, status) with { Identity = null, Set = set };

    /// <summary>With its slash; empty = the folder that is searched.</summary>
    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];
}
