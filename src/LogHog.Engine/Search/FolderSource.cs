using LogHog.Engine.Durability;
using LogHog.Engine.Query;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>
/// The events in a folder of log files, live and archived, also while they are written and rotated. There is no index: every file
/// that its name and its last change do not rule out is read. One instance serves one query.
/// </summary>
/// <remarks>
/// Memory is bounded: a block of text, the longest event, and 256 rows. Files are read newest first, and the events of a file from
/// its start. An event that is written while the search runs may be found or not.
/// </remarks>
public sealed class FolderSource(RootedFolder folder, TimeProvider time) : IRowSource
{
    private const int ProblemsMax = 100;

    /// <summary>A file that is rotated while it is about to be opened is looked for so often.</summary>
    private const int RotationsMax = 8;

    private readonly List<string> _problems = [];

    /// <summary>What could not be read, for people: a file and why; the first hundred.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
    {
        var pruning = new FilePruning(requirements);
        List<SearchFile> files = FolderListing.Read(folder, cancellation);
        var scan = new FolderScan(requirements, receiver, time.LocalTimeZone);
        foreach (SearchFile file in files)
        {
            if (scan.IsFull)
                return;
            if (pruning.MayMatch(file))
                ScanFile(file, files, scan, cancellation);
        }
    }

    private void ScanFile(SearchFile file, List<SearchFile> listed, FolderScan scan, CancellationToken cancellation)
    {
        if (TryScan(file, scan, cancellation))
            return;
        if (file.Archive is not null)
            ScanCompressed(file, scan, cancellation);
        else
            ScanRotated(file, listed, scan, cancellation);
    }

    /// <summary>An archive that is gone was compressed, or has expired. Newer archives hold what was read as the live file.</summary>
    private void ScanCompressed(SearchFile file, FolderScan scan, CancellationToken cancellation)
    {
        for (int tries = 0; tries < RotationsMax; tries++)
        {
            SearchFile? now = FolderListing.Read(folder, cancellation).Find(one => one.Key == file.Key);
            if (now is null || TryScan(now, scan, cancellation))
                return;
        }

        Report(file.Path, "replaced again and again while it was to be read");
    }

    /// <summary>
    /// What a live file held that was rotated lies in archives that the listing did not have. They are read before the file that is
    /// live now: were it read first, its events would be found again as an archive if it was rotated meanwhile.
    /// </summary>
    private void ScanRotated(SearchFile file, List<SearchFile> listed, FolderScan scan, CancellationToken cancellation)
    {
        HashSet<(string, DateTime?)> done = [.. listed.Where(static one => one.Archive is not null).Select(static one => one.Key)];
        for (int tries = 0; tries < RotationsMax && !scan.IsFull; tries++)
        {
            List<SearchFile> now = FolderListing.Read(folder, cancellation).FindAll(one => one.LogPath == file.LogPath && !done.Contains(one.Key));
            foreach (SearchFile archive in now.Where(static one => one.Archive is not null).OrderBy(static one => one.Archive!.Value.LocalTime))
            {
                if (!scan.IsFull && !TryScan(archive, scan, cancellation))
                    ScanCompressed(archive, scan, cancellation);
                done.Add(archive.Key);
            }

            SearchFile? live = now.Find(static one => one.Archive is null);
            if (scan.IsFull || live is null || TryScan(live, scan, cancellation))
                return;
        }

        if (!scan.IsFull)
            Report(file.Path, "rotated again and again while it was to be read");
    }

    /// <returns>False: there is no such file any more.</returns>
    private bool TryScan(SearchFile file, FolderScan scan, CancellationToken cancellation)
    {
        try
        {
            using FileText text = FileText.Open(folder, file, time.GetUtcNow());
            scan.Read(file, text, cancellation);
            if (text.Damage != ArchiveStatus.Good)
                Report(file.Path, text.Damage == ArchiveStatus.LibraryMissing ? "the library that unpacks it is not installed" : "damaged; what could be read was searched");
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            return false;
        }
        catch (DiskException failure)
        {
            Report(file.Path, $"{failure.Operation}: {failure.Errno}");
        }

        return true;
    }

    private void Report(string path, string why)
    {
        if (_problems.Count < ProblemsMax)
            _problems.Add($"{path}: {why}");
    }
}
