using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>
/// The indexes of all <c>[files:NAME]</c>: queries find them here, the one thread that makes them opens and closes them, and a reload of
/// the configuration says which there are to be.
/// </summary>
/// <param name="work">The server's work folder; not owned.</param>
/// <param name="zone">Of times that name none.</param>
/// <param name="log">Told what cannot be opened.</param>
internal sealed class OthersIndexes(RootedFolder work, TimeZoneInfo zone, ILogger log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OthersFolder> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private IReadOnlyList<FilesSettings> _wanted = [];
    private IReadOnlyList<FilesSettings>? _applied;

    /// <summary>Those to be indexed from now on.</summary>
    public void Apply(IReadOnlyList<FilesSettings> files)
    {
        lock (_lock)
            _wanted = files;
    }

    /// <summary>The indexes for a query; null = there are none (yet), or for other settings than the query's.</summary>
    public IndexFolder? Find(FileSet set)
    {
        lock (_lock)
        {
            return _open.TryGetValue(OthersFolder.KeyOf(set), out OthersFolder? folder)
                && folder.Indexes.Rules.Number == IndexRules.Of(set.Settings, set.Glob.Root, zone).Number ? folder.Indexes : null;
        }
    }

    /// <summary>Opens what can be opened by now, closes what is gone; for the thread that makes the indexes.</summary>
    public IReadOnlyList<OthersFolder> Refresh()
    {
        IReadOnlyList<FilesSettings> wanted;
        lock (_lock)
            wanted = _wanted;
        if (!ReferenceEquals(wanted, _applied))
            CloseAll(); // Their rules may be others, and each is opened again at once.
        foreach (OthersFolder gone in _open.Values.Where(static one => one.IsReplaced).ToList())
            Close(gone);
        List<IGrouping<string, FileSet>> groups = [.. OthersFolder.Of(wanted)];
        foreach (IGrouping<string, FileSet> sets in groups.Where(sets => !_open.ContainsKey(sets.Key)))
            Open(sets);
        if (!ReferenceEquals(wanted, _applied))
            DeleteOthersThan([.. groups.Select(static sets => sets.Key)]);
        _applied = wanted;
        return [.. _open.Values];
    }

    public void Dispose() => CloseAll();

    private void Open(IGrouping<string, FileSet> sets)
    {
        try
        {
            OthersFolder opened = OthersFolder.Open(work, sets, zone);
            lock (_lock)
                _open.Add(opened.Key, opened);
            _told.Remove(sets.Key);
        }
        catch (DiskException failure)
        {
            // A folder that is not there yet, or not for us, is tried again; searches say so each time.
            if (_told.Add(sets.Key))
                IndexLog.Failed(log, sets.First().Glob.Root, failure.Message);
        }
    }

    // A query may still use it: the folders that it holds are closed when nobody does.
    private void Close(OthersFolder folder)
    {
        lock (_lock)
            _open.Remove(folder.Key);
        folder.Indexes.Dispose();
    }

    private void CloseAll()
    {
        foreach (OthersFolder folder in _open.Values.ToList())
            Close(folder);
    }

    /// <summary>What the configuration no longer names needs no index.</summary>
    private void DeleteOthersThan(HashSet<string> keys)
    {
        try
        {
            if (work.Status(OthersFolder.AllName) is not { Kind: FileKind.Folder })
                return;
            foreach (string key in work.List(OthersFolder.AllName).Where(key => !keys.Contains(key)))
            {
                string path = $"{OthersFolder.AllName}/{key}";
                if (work.Status(path) is { Kind: FileKind.Folder })
                    Directory.Delete(Path.Combine(work.Path, path), recursive: true); // goes into no link
                IndexLog.RemovedOrphan(log, path);
            }
        }
        catch (Exception failure) when (failure is DiskException or IOException or UnauthorizedAccessException)
        {
            IndexLog.Failed(log, OthersFolder.AllName, failure.Message);
        }
    }
}
