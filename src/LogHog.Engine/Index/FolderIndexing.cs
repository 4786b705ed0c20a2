using System.Collections.Concurrent;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>The indexes of a whole folder of logs, for people: looked at, made, and checked against the text. No server is needed.</summary>
public sealed class FolderIndexing
{
    private readonly RootedFolder _logs;
    private readonly RootedFolder _sidecars;
    private readonly IndexRules _rules;
    private readonly Func<CancellationToken, List<SearchFile>> _list;
    private readonly string _prefix = "";

    /// <param name="logs">The folder; not owned.</param>
    /// <param name="zone">Of times that name none.</param>
    public FolderIndexing(RootedFolder logs, TimeZoneInfo zone)
    {
        (_logs, _sidecars, _rules) = (logs, logs, new IndexRules(zone, FolderFormats.Open(logs)));
        _list = stop => FolderListing.Read(logs, stop);
    }

    private FolderIndexing(OthersFolder others)
    {
        (_logs, _sidecars, _rules) = (others.Indexes.Logs, others.Indexes.Sidecars, others.Indexes.Rules);
        _list = others.List;
        _prefix = others.Root + "/";
    }

    /// <summary>The folder, for people.</summary>
    public string Path => _logs.Path;

    /// <summary>The same for the files of others that the configuration names.</summary>
    /// <param name="settings">Which files, and where the server keeps what is its own.</param>
    /// <param name="zone">Of times that name none.</param>
    /// <param name="cannot">Told of a folder that cannot be opened, and why.</param>
    public static IReadOnlyList<FolderIndexing> OfOthers(ServerSettings settings, TimeZoneInfo zone, Action<string, DiskException> cannot)
    {
        List<FolderIndexing> all = [];
        foreach (IGrouping<string, FileSet> sets in OthersFolder.Of(settings.Files))
        {
            try
            {
                using RootedFolder work = RootedFolder.Open(settings.Main.WorkDir, create: false);
                all.Add(new FolderIndexing(OthersFolder.Open(work, sets, zone)));
            }
            catch (DiskException failure)
            {
                cannot(sets.First().Glob.Root, failure);
            }
        }

        return all;
    }

    /// <summary>Every file, newest first.</summary>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public IEnumerable<FileIndexStatus> Status(CancellationToken stop)
    {
        using IndexFolder indexes = OpenIndexes();
        foreach (SearchFile file in _list(stop))
        {
            stop.ThrowIfCancellationRequested();
            using FileIndex? index = indexes.Find(file);
            long indexed = index?.IndexedTextBytes ?? 0;
            bool isPacked = index?.Frames is not null;
            long behind = isPacked ? 0 : Math.Max(0, file.Status.Length - indexed);
            IndexState state = behind == 0 ? IndexState.Whole : index is null ? IndexState.None : IndexState.Partly;
            yield return new FileIndexStatus(_prefix + file.Path, state, file.Status.Length, indexed, behind, Bytes(file.Path));
        }
    }

    /// <summary>Takes the right to make indexes here.</summary>
    /// <returns>Null: a server has it. Else to be disposed of when they are made.</returns>
    /// <exception cref="DiskException">The folder cannot be written.</exception>
    public IDisposable? TryOwn() => IndexLock.TryTake(_sidecars);

    /// <summary>Deletes every index. They come back.</summary>
    /// <returns>How many files.</returns>
    /// <exception cref="DiskException">The disk refused.</exception>
    public int Delete(CancellationToken stop)
    {
        int deleted = 0;
        foreach (string folder in _list(stop).Select(static file => SidecarNames.FolderOf(file.Path)).Distinct(StringComparer.Ordinal))
        {
            if (_sidecars.Status(folder) is not { Kind: FileKind.Folder })
                continue;
            foreach (string name in _sidecars.List(folder).Where(static name => SidecarNames.LogNameOf(name) is not null || SidecarNames.IsTemporary(name)))
                deleted += _sidecars.Delete($"{folder}/{name}") ? 1 : 0;
        }

        return deleted;
    }

    /// <summary>Makes what is missing or does not hold, on several cores.</summary>
    /// <param name="workers">How many.</param>
    /// <param name="takesOver">Also where an index was made for another root of the logs.</param>
    /// <param name="progress">Told after each file, by any thread.</param>
    /// <param name="stop">Ends it between two chunks; what is made stays.</param>
    /// <returns>The files that have no whole index now, and why.</returns>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public IReadOnlyList<FileIndexResult> Make(int workers, bool takesOver, Action<IndexProgress> progress, CancellationToken stop) =>
        ForEach(workers, progress, () => MakeWith(new FileIndexer(_logs, _sidecars, _rules, takesOver), stop), stop);

    /// <summary>Makes every index anew in memory and compares.</summary>
    /// <inheritdoc cref="Make"/>
    /// <returns>The files whose index is not what it should be.</returns>
    public IReadOnlyList<FileIndexResult> Verify(int workers, Action<IndexProgress> progress, CancellationToken stop)
    {
        using IndexFolder indexes = OpenIndexes();
        return ForEach(workers, progress, () => new IndexVerifier(indexes).Check, stop);
    }

    private Func<SearchFile, string?> MakeWith(FileIndexer indexer, CancellationToken stop) => file =>
    {
        bool isFinished = file.Archive is not null || Storage.ArchiveName.FormatOfFile(file.Path) is not null;
        IndexOutcome outcome = indexer.Update(file, isFinished ? IndexExtent.Finished : IndexExtent.Settled, long.MaxValue, stop);
        indexer.Trim();
        return outcome switch
        {
            IndexOutcome.Unreadable => "damaged, binary, or packed in a format whose library is missing: it is searched by its text",
            IndexOutcome.Foreign => "its index was made for another folder of logs and is left alone (--force makes it anew for this one)",
            _ => null,
        };
    };

    private List<FileIndexResult> ForEach(
        int workers, Action<IndexProgress> progress, Func<Func<SearchFile, string?>> worker, CancellationToken stop)
    {
        // The largest first, so that no core is left with one at the end.
        List<SearchFile> files = [.. _list(stop).OrderByDescending(static file => file.Status.Length)];
        var queue = new ConcurrentQueue<SearchFile>(files);
        var problems = new ConcurrentBag<FileIndexResult>();
        long bytes = files.Sum(static file => file.Status.Length);
        int filesDone = 0;
        long bytesDone = 0;
        Task[] tasks = [.. Enumerable.Range(0, Math.Max(1, workers)).Select(_ => Task.Factory.StartNew(Work, stop, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        WaitAll(tasks);
        return [.. problems.OrderBy(static problem => problem.Path, StringComparer.Ordinal)];

        void Work()
        {
            Func<SearchFile, string?> work = worker();
            while (queue.TryDequeue(out SearchFile? file))
            {
                stop.ThrowIfCancellationRequested();
                if (Try(work, file) is { } problem)
                    problems.Add(new FileIndexResult(_prefix + file.Path, problem));
                progress(new IndexProgress(Interlocked.Increment(ref filesDone), files.Count, Interlocked.Add(ref bytesDone, file.Status.Length), bytes));
            }
        }
    }

    private static string? Try(Func<SearchFile, string?> work, SearchFile file)
    {
        try
        {
            return work(file);
        }
        catch (DiskException failure)
        {
            return failure.Message;
        }
    }

    private static void WaitAll(Task[] tasks)
    {
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException failures) when (failures.Flatten().InnerExceptions.All(static one => one is OperationCanceledException))
        {
            throw new OperationCanceledException();
        }
    }

    private IndexFolder OpenIndexes() => IndexFolder.Open(_logs, _sidecars, _rules);

    private long Bytes(string path) =>
        (_sidecars.Status(SidecarNames.Main(path))?.Length ?? 0) + (_sidecars.Status(SidecarNames.Tail(path))?.Length ?? 0);
}
