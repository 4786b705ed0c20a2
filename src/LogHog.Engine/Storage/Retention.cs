using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>Deletes what <see cref="RetentionPolicy"/> says, with the index files that belong to it, and tells each one.</summary>
/// <param name="folder">The log folder.</param>
/// <param name="time">For ages.</param>
/// <param name="log">Where it tells what it deleted.</param>
/// <param name="deleted">Told each archive's path.</param>
/// <remarks>Used by one thread; the counters may be read by any.</remarks>
internal sealed class Retention(RootedFolder folder, TimeProvider time, ILogger log, Action<string>? deleted = null)
{

    private readonly long[] _filesDeleted = new long[Enum.GetValues<DeletionReason>().Length];
    private long _bytesDeleted;

    public long BytesDeleted => Interlocked.Read(ref _bytesDeleted);

    public long FilesDeleted(DeletionReason reason) => Interlocked.Read(ref _filesDeleted[(int)reason]);

    /// <summary>Looks at the whole store.</summary>
    /// <param name="rulesOf">The facility that writes a live file (by its path), or null.</param>
    /// <param name="limits">For the whole store.</param>
    public void Sweep(Func<string, FacilitySettings?> rulesOf, RetentionSettings limits)
    {
        List<FacilityFiles> facilities = [];
        foreach (string name in folder.List())
        {
            if (folder.Status(name) is { Kind: FileKind.Folder })
                facilities.AddRange(Facilities(name, rulesOf));
        }
        Carry(RetentionPolicy.Plan(facilities, limits, folder.Space().FreeBytes, Now()));
    }

    /// <summary>Looks at the files of one folder only, by the rules of their facilities; cheap enough after each rotation.</summary>
    public void SweepFolder(string inFolder, Func<string, FacilitySettings?> rulesOf) =>
        Carry(RetentionPolicy.Plan([.. Facilities(inFolder, rulesOf)], new RetentionSettings(), long.MaxValue, Now()));

    private DateTime Now() => TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone).DateTime;

    /// <summary>The files of a folder by facility. Files of the same application, module and rules belong together (one per host).</summary>
    private IEnumerable<FacilityFiles> Facilities(string inFolder, Func<string, FacilitySettings?> rulesOf)
    {
        Dictionary<string, FacilitySettings?> rules = new(StringComparer.Ordinal);
        List<(FacilitySettings? Rules, StoredArchive? Archive, long LiveBytes)> files = [];
        foreach (string name in folder.List(inFolder))
        {
            string path = $"{inFolder}/{name}";
            bool isArchive = ArchiveName.TryParse(name, out ArchiveName archive);
            if ((!isArchive && !IsLive(name)) || folder.Status(path) is not { Kind: FileKind.File } status)
                continue;
            string logPath = isArchive ? $"{inFolder}/{archive.LogFile}" : path;
            if (!rules.TryGetValue(logPath, out FacilitySettings? found))
                rules.Add(logPath, found = rulesOf(logPath));
            files.Add(isArchive
                ? (found, new StoredArchive(path, logPath, archive.LocalTime, status.Length), 0)
                : (found, null, status.Length));
        }
        return files
            .GroupBy(static file => file.Rules)
            .Select(static group => new FacilityFiles(
                group.Key,
                group.Sum(static file => file.LiveBytes),
                [.. group.Where(static file => file.Archive is not null).Select(static file => file.Archive!.Value)]));
    }

    private static bool IsLive(string name) =>
        name.EndsWith(FileNames.LiveSuffix, StringComparison.Ordinal) || name.EndsWith(FileNames.LiveGzipSuffix, StringComparison.Ordinal);

    private void Carry(IReadOnlyList<Deletion> plan)
    {
        foreach ((StoredArchive archive, DeletionReason reason) in plan)
        {
            try
            {
                DeleteIndex(archive.Path);
                if (!folder.Delete(archive.Path))
                    continue;
            }
            catch (DiskException failure)
            {
                ArchiveLog.DeleteFailed(log, archive.Path, failure.Message);
                continue;
            }
            deleted?.Invoke(archive.Path);
            Interlocked.Increment(ref _filesDeleted[(int)reason]);
            Interlocked.Add(ref _bytesDeleted, archive.Bytes);
            ArchiveLog.Deleted(log, archive.Path, archive.Bytes, InWords(reason));
        }
    }

    /// <summary>Its index files, under the name that it has and the one that it had before it was compressed.</summary>
    private void DeleteIndex(string path)
    {
        int slash = path.LastIndexOf('/');
        string indexFolder = $"{path[..slash]}/{SidecarNames.Folder}";
        if (!ArchiveName.TryParse(path.AsSpan(slash + 1), out ArchiveName archive) || folder.Status(indexFolder) is not { Kind: FileKind.Folder })
            return;
        string plain = (archive with { Format = null }).ToString();
        foreach (string name in folder.List(indexFolder))
        {
            if (name == plain || (name.StartsWith(plain, StringComparison.Ordinal) && name[plain.Length] == '.'))
                folder.Delete($"{indexFolder}/{name}");
        }
    }

    private static string InWords(DeletionReason reason) => reason switch
    {
        DeletionReason.BackupCount => "its file has more archives than backup_count",
        DeletionReason.MaxAge => "it is older than max_age",
        DeletionReason.FacilitySize => "its facility takes more than max_total_size",
        DeletionReason.StoreSize => "all logs together take more than [retention] max_total_size",
        DeletionReason.FreeDisk => "the disk has less free space than [retention] min_free",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
