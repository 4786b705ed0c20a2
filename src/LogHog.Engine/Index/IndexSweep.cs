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
    /// <param name="logs">The folder of logs.</param>
    /// <param name="sidecars">The folder of their sidecars.</param>
    /// <param name="files">All of the logs, as listed.</param>
    /// <param name="isWanted">Whether a file is to be indexed, by its path.</param>
    /// <param name="log">Told what is removed.</param>
    /// <exception cref="DiskException">The disk refused.</exception>
    public static long Run(RootedFolder logs, RootedFolder sidecars, IReadOnlyList<SearchFile> files, Func<string, bool> isWanted, ILogger log)
    {
        HashSet<string> paths = [.. files.Where(file => isWanted(file.Path)).Select(static file => SidecarNames.PlainPath(file.Path))];
        HashSet<FileId> ids = [.. files.Select(static file => file.Status.Id)];
        long bytes = 0;
        // Beside the files of others lies nothing of ours, and what lies elsewhere may have lost its last file.
        IEnumerable<string> folders = logs == sidecars
            ? files.Select(static file => file.Path[..(file.Path.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal)
            : FoldersOf(sidecars, "");
        foreach (string inFolder in folders)
        {
            string indexFolder = inFolder + SidecarNames.Folder;
            if (sidecars.Status(indexFolder) is not { Kind: FileKind.Folder })
                continue;
            foreach (string name in sidecars.List(indexFolder))
            {
                string path = $"{indexFolder}/{name}";
                string? logName = SidecarNames.LogNameOf(name);
                if (SidecarNames.IsTemporary(name) || (logName is not null && !paths.Contains(inFolder + logName) && IsOrphan(logs, sidecars, inFolder + logName, path, ids, isWanted)))
                {
                    sidecars.Delete(path);
                    IndexLog.RemovedOrphan(log, path);
                }
                else
                {
                    bytes += sidecars.Status(path)?.Length ?? 0;
                }
            }
        }

        return bytes;
    }

    /// <summary>Each with its slash, but the root.</summary>
    private static IEnumerable<string> FoldersOf(RootedFolder sidecars, string inFolder)
    {
        yield return inFolder;
        foreach (string name in sidecars.List(inFolder.TrimEnd('/')).Where(static name => name != SidecarNames.Folder))
        {
            if (sidecars.Status(inFolder + name) is not { Kind: FileKind.Folder })
                continue;
            foreach (string below in FoldersOf(sidecars, $"{inFolder}{name}/"))
                yield return below;
        }
    }

    /// <summary>Its file is neither there now, also not compressed, nor under a new name.</summary>
    private static bool IsOrphan(
        RootedFolder logs, RootedFolder sidecars, string logPath, string sidecar, HashSet<FileId> ids, Func<string, bool> isWanted)
    {
        if (!isWanted(logPath))
            return true;
        if (logs.Status(logPath) is not null || Enum.GetValues<CompressionFormat>().Any(format => logs.Status(logPath + ArchiveName.SuffixOf(format)) is not null))
            return false;
        return SidecarHeader.Read(sidecars, sidecar) is not { } header || !ids.Contains(header.FileId);
    }
}
