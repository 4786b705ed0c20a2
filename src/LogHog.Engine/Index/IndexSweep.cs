using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>One look over all sidecars of a folder of logs: what they take, and which of them belong to no file any more.</summary>
internal static class IndexSweep
{
    /// <returns>Bytes that the sidecars take which stay.</returns>
    /// <param name="folder">Of logs.</param>
    /// <param name="files">All of them, as listed.</param>
    /// <param name="isWanted">Whether a file is to be indexed, by its path.</param>
    /// <param name="log">Told what is removed.</param>
    /// <exception cref="DiskException">The disk refused.</exception>
    public static long Run(RootedFolder folder, IReadOnlyList<SearchFile> files, Func<string, bool> isWanted, ILogger log)
    {
        HashSet<string> paths = [.. files.Where(file => isWanted(file.Path)).Select(static file => SidecarNames.PlainPath(file.Path))];
        HashSet<FileId> ids = [.. files.Select(static file => file.Status.Id)];
        long bytes = 0;
        foreach (string inFolder in files.Select(static file => file.Path[..(file.Path.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal))
        {
            string indexFolder = inFolder + SidecarNames.Folder;
            if (folder.Status(indexFolder) is not { Kind: FileKind.Folder })
                continue;
            foreach (string name in folder.List(indexFolder))
            {
                string path = $"{indexFolder}/{name}";
                string? logName = SidecarNames.LogNameOf(name);
                if (SidecarNames.IsTemporary(name) || (logName is not null && !paths.Contains(inFolder + logName) && IsOrphan(folder, inFolder + logName, path, ids, isWanted)))
                {
                    folder.Delete(path);
                    IndexLog.RemovedOrphan(log, path);
                }
                else
                {
                    bytes += folder.Status(path)?.Length ?? 0;
                }
            }
        }

        return bytes;
    }

    /// <summary>Its file is neither there now, also not compressed, nor under a new name.</summary>
    private static bool IsOrphan(RootedFolder folder, string logPath, string sidecar, HashSet<FileId> ids, Func<string, bool> isWanted)
    {
        if (!isWanted(logPath))
            return true;
        if (folder.Status(logPath) is not null || Enum.GetValues<CompressionFormat>().Any(format => folder.Status(logPath + ArchiveName.SuffixOf(format)) is not null))
            return false;
        return SidecarHeader.Read(folder, sidecar) is not { } header || !ids.Contains(header.FileId);
    }
}
