using LogHog.Engine.Durability;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Index;
using LogHog.Engine.Query;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>
/// The events in a folder of log files, live and archived, also while they are written and rotated. What an index describes is found
/// by it; every other part of a file, that its name and its last change do not rule out, is read. One instance serves one query.
/// </summary>
/// <remarks>
/// Memory is bounded: for each core a block of text, the longest event, the columns of one chunk and 256 rows. Rows come in any order.
/// An event that is written while the search runs may be found or not.
/// </remarks>
public sealed class FolderSource : IRowSource
{
    private const int ProblemsMax = 100;

    /// <summary>A file that is rotated while it is about to be opened is looked for so often.</summary>
    private const int RotationsMax = 8;

    private readonly RootedFolder _folder;
    private readonly TimeProvider _time;
    private readonly Func<SearchFile, FileIndex?> _findIndex;
    private readonly FileSet? _set;
    private readonly FolderFormats? _formats;
    private readonly List<string> _problems = [];

    /// <param name="folder">Of the log files; not owned.</param>
    /// <param name="time">For the zone of times that name none, and to tell which files are still written.</param>
    /// <param name="indexes">Of the same folder; null = all is read.</param>
    public FolderSource(RootedFolder folder, TimeProvider time, IndexFolder? indexes = null)
        : this(folder, time, indexes is null ? static _ => null : indexes.Find) => _formats = indexes?.Rules.Formats;

    /// <summary>Those files of a folder that the configuration names.</summary>
    internal FolderSource(RootedFolder folder, TimeProvider time, FileSet set, IndexFolder? indexes)
        : this(folder, time, indexes) => _set = set;

    internal FolderSource(RootedFolder folder, TimeProvider time, Func<SearchFile, FileIndex?> findIndex)
    {
        _folder = folder;
        _time = time;
        _findIndex = findIndex;
    }

    /// <summary>Where a search finds help on other cores; null = the thread pool.</summary>
    internal SearchThreads? Threads { get; init; }

    /// <summary>What could not be read, for people: a file and why; the first hundred.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
    {
        List<SearchFile> files = FolderListing.Read(_folder, cancellation, _set);
        var query = new SearchQuery(requirements, new SearchReceiver(receiver, requirements.RowsMax), _set?.Settings.TimeZone ?? _time.LocalTimeZone, cancellation)
        {
            Formats = _set is null ? _formats ?? FolderFormats.Open(_folder) : null,
        };
        IEnumerable<SearchUnit> units = Units(files, new FilePruning(requirements), query);
        if (query.Wanted is { } wanted)
            units = SearchPlan.InOrderOf(wanted, units, query);
        int cores = Environment.ProcessorCount;
        int workers = requirements.Concurrency is > 0 and var wished && wished < cores ? (int)wished : cores;
        new SearchCrew(query, units, workers, Threads, ReportUnreadable).Run();
    }

    private IEnumerable<SearchUnit> Units(List<SearchFile> files, FilePruning pruning, SearchQuery query)
    {
        foreach (SearchFile listed in files)
        {
            if (!pruning.MayMatch(listed))
                continue;
            foreach (OpenedFile file in Open(listed, files, query))
            {
                try
                {
                    foreach (SearchUnit unit in SearchPlan.Of(file, query))
                        yield return unit;
                }
                finally
                {
                    file.Release();
                }
            }
        }
    }

    /// <summary>The file, or those in which its text lies by now.</summary>
    private IEnumerable<OpenedFile> Open(SearchFile file, List<SearchFile> listed, SearchQuery query)
    {
        if (TryOpen(file, listed, out OpenedFile? opened))
            return opened is null ? [] : [opened];
        return file.Archive is not null ? OpenCompressed(file, listed, query) : OpenRotated(file, listed, query);
    }

    /// <summary>An archive that is gone was compressed, or has expired. Newer archives hold what was read as the live file.</summary>
    private IEnumerable<OpenedFile> OpenCompressed(SearchFile file, List<SearchFile> listed, SearchQuery query)
    {
        for (int tries = 0; tries < RotationsMax; tries++)
        {
            SearchFile? now = FolderListing.Read(_folder, query.Cancellation, _set).Find(one => one.Key == file.Key);
            if (now is null)
                yield break;
            if (!TryOpen(now, listed, out OpenedFile? opened))
                continue;
            if (opened is not null)
                yield return opened;
            yield break;
        }

        Report(file.Path, "replaced again and again while it was to be read");
    }

    /// <summary>
    /// What a live file held that was rotated lies in archives that the listing did not have. They are opened before the file that is
    /// live now: were it opened first, its events would be found again as an archive if it was rotated meanwhile.
    /// </summary>
    private IEnumerable<OpenedFile> OpenRotated(SearchFile file, List<SearchFile> listed, SearchQuery query)
    {
        HashSet<(string, DateTime?)> done = [.. listed.Where(static one => one.Archive is not null).Select(static one => one.Key)];
        for (int tries = 0; tries < RotationsMax; tries++)
        {
            List<SearchFile> now = FolderListing.Read(_folder, query.Cancellation, _set).FindAll(one => one.LogPath == file.LogPath && !done.Contains(one.Key));
            foreach (SearchFile archive in now.Where(static one => one.Archive is not null).OrderBy(static one => one.Archive!.Value.LocalTime))
            {
                done.Add(archive.Key);
                if (!TryOpen(archive, listed, out OpenedFile? rotated))
                {
                    foreach (OpenedFile compressed in OpenCompressed(archive, listed, query))
                        yield return compressed;
                }
                else if (rotated is not null)
                {
                    yield return rotated;
                }
            }

            SearchFile? live = now.Find(static one => one.Archive is null);
            if (live is null)
                yield break;
            if (!TryOpen(live, listed, out OpenedFile? opened))
                continue;
            if (opened is not null)
                yield return opened;
            yield break;
        }

        Report(file.Path, "rotated again and again while it was to be read");
    }

    /// <returns>False: there is no such file any more. True without a file: it cannot be read.</returns>
    private bool TryOpen(SearchFile file, List<SearchFile> listed, out OpenedFile? opened)
    {
        opened = null;
        FileIndex? index = _findIndex(file);
        if (index is not null && (index.Frames is not null || index.IndexedTextBytes >= file.Status.Length))
        {
            opened = OpenedFile.OfIndex(file, index, one => OpenText(one.File, listed), ReportDamage);
            return true;
        }

        try
        {
            opened = OpenedFile.Open(_folder, file, _time.GetUtcNow(), ReportDamage);
            opened.Index = index;
            return true;
        }
        catch (DiskException failure)
        {
            index?.Dispose();
            if (failure.Errno == Errno.ENOENT)
                return false;
            ReportUnreadable(file.Path, failure);
            return true;
        }
    }

    /// <summary>Opens a file, listed a while ago, under the name that it or its text has now. Null: it is gone.</summary>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    private OpenedFile? OpenText(SearchFile file, List<SearchFile> listed)
    {
        SearchFile? now = file;
        for (int tries = 0; now is not null && tries < RotationsMax; tries++)
        {
            try
            {
                return OpenedFile.Open(_folder, now, _time.GetUtcNow(), ReportDamage);
            }
            catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
            {
                now = FindAgain(file, listed);
            }
        }

        return null;
    }

    /// <summary>Renamed it is the same file; compressed it has the archive's name, and a live file's is the first that was not there before.</summary>
    private SearchFile? FindAgain(SearchFile file, List<SearchFile> listed)
    {
        List<SearchFile> now = FolderListing.Read(_folder, CancellationToken.None, _set).FindAll(one => one.LogPath == file.LogPath);
        if (now.Find(one => one.Status.Id == file.Status.Id) is { } same)
            return same;
        if (file.Archive is not null)
            return now.Find(one => one.Key == file.Key);
        return now.Where(one => one.Archive is not null && !listed.Exists(old => old.Key == one.Key)).MinBy(static one => one.Archive!.Value.LocalTime);
    }

    private void ReportDamage(OpenedFile file)
    {
        if (file.Damage != ArchiveStatus.Good)
            Report(file.File.Path, file.Damage == ArchiveStatus.LibraryMissing ? "the library that unpacks it is not installed" : "damaged; what could be read was searched");
    }

    private void ReportUnreadable(string path, DiskException failure) => Report(path, $"{failure.Operation}: {failure.Errno}");

    private void Report(string path, string why)
    {
        lock (_problems)
        {
            if (_problems.Count < ProblemsMax)
                _problems.Add($"{path}: {why}");
        }
    }
}
