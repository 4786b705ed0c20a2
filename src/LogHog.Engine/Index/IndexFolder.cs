using LogHog.Engine.Durability;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>
/// The indexes of a folder of log files, for queries: opened sidecars are kept, and verified against their files each time. A file
/// that has none, or none that holds for it, is scanned.
/// </summary>
/// <remarks>Calls may come from several threads.</remarks>
public sealed class IndexFolder : IDisposable
{
    /// <summary>The headers of so many chunks take about 40 MB.</summary>
    private const int FilesOpenMost = 16_384;

    /// <summary>A quarter of what the process may have open: the rest is for connections and log files.</summary>
    private static readonly int FilesOpenMax = (int)Math.Clamp(LibC.OpenFilesMax() / 4, 64, FilesOpenMost);

    private readonly RootedFolder _logs;
    private readonly RootedFolder _sidecars;
    private readonly IndexRules _rules;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private int _filesOpen;
    private long _changes;
    private bool _isDisposed;

    private IndexFolder(RootedFolder logs, RootedFolder sidecars, IndexRules rules)
    {
        _logs = logs;
        _sidecars = sidecars;
        _rules = rules;
    }

    /// <param name="logs">The folder of log files; not owned.</param>
    /// <param name="zone">Of times that name none.</param>
    public static IndexFolder Open(RootedFolder logs, TimeZoneInfo zone) => new(logs, logs, new IndexRules(zone, FolderFormats.Open(logs)));

    /// <summary>Of files beside which nothing may be written.</summary>
    /// <param name="logs">Where they lie; not owned.</param>
    /// <param name="sidecars">Where their sidecars lie, in the same folders as the files; not owned.</param>
    /// <param name="rules">How they are indexed.</param>
    internal static IndexFolder Open(RootedFolder logs, RootedFolder sidecars, IndexRules rules) => new(logs, sidecars, rules);

    /// <summary>Told the path of a log file whose index was found damaged.</summary>
    internal Action<string>? Damaged { get; set; }

    /// <summary>The folder of log files.</summary>
    public RootedFolder Logs => _logs;

    /// <summary>The folder of their sidecars: the same, unless they are files of others.</summary>
    internal RootedFolder Sidecars => _sidecars;

    internal IndexRules Rules => _rules;

    /// <summary>The index of a file, if there is one that holds for it: also right after it was rotated or compressed.</summary>
    /// <returns>Null: there is none. To be disposed of.</returns>
    internal FileIndex? Find(SearchFile file)
    {
        try
        {
            FileIndex? own = Find(file, file.Path);
            // Rotated a moment ago, its index still has the live file's name.
            return own is null && file.Archive is { Format: null } ? Find(file, file.LogPath) : own;
        }
        catch (DiskException)
        {
            return null;
        }
    }

    /// <summary>More has been appended to a file's sidecars, or they are others by now.</summary>
    internal void Changed(string path)
    {
        lock (_lock)
        {
            _changes++;
            if (_entries.TryGetValue(SidecarNames.Main(path), out LinkedListNode<Entry>? node))
                node.Value.Sidecar.Outdate();
        }
    }

    /// <summary>A file's sidecars are gone: what is open of them is closed, so that they take no space.</summary>
    internal void Forget(string path)
    {
        lock (_lock)
            Remove(SidecarNames.Main(path));
    }

    /// <summary>Lets go of the sidecars of files that are gone.</summary>
    /// <param name="paths">The files that there are, by the names that they have uncompressed.</param>
    internal void KeepOnly(IReadOnlySet<string> paths)
    {
        lock (_lock)
        {
            foreach (Entry gone in _byUse.Where(entry => !paths.Contains(SidecarNames.PlainPath(entry.Path))).ToList())
                Remove(gone.Key);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_byUse.Last is { } last)
                Remove(last.Value.Key);
        }
    }

    private FileIndex? Find(SearchFile file, string indexedAs)
    {
        string key = SidecarNames.Main(indexedAs);
        long changes = Interlocked.Read(ref _changes);
        Sidecar? sidecar = Get(key);
        if (sidecar is null || sidecar.IsOutdated)
        {
            Sidecar? now = Sidecar.Open(_sidecars, indexedAs, _rules, IndexRules.PlaceOf(file), sidecar);
            sidecar?.Release();
            if (now is null)
            {
                if (sidecar is not null)
                    Forget(indexedAs);
                return null;
            }

            Keep(key, indexedAs, sidecar = now, changes);
        }

        try
        {
            FileIndex? index = sidecar.For(_logs, file, one => ReportDamage(key, one));
            if (index is null && !sidecar.IsDamaged)
                Changed(indexedAs); // perhaps there is a better one by now
            return index;
        }
        finally
        {
            sidecar.Release();
        }
    }

    /// <returns>Null: it is not open. Else to be released.</returns>
    private Sidecar? Get(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node) || !node.Value.Sidecar.TryUse())
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Sidecar;
        }
    }

    /// <param name="key">Of the main sidecar.</param>
    /// <param name="path">Of the log file.</param>
    /// <param name="sidecar">As it was opened.</param>
    /// <param name="changes">As they were before: what came meanwhile it may not have seen.</param>
    private void Keep(string key, string path, Sidecar sidecar, long changes)
    {
        lock (_lock)
        {
            if (changes != _changes)
                sidecar.Outdate();
            if (_isDisposed || !sidecar.TryUse())
                return;
            Remove(key);
            LinkedListNode<Entry> node = _byUse.AddFirst(new Entry(key, path, sidecar));
            _entries.Add(key, node);
            _filesOpen += sidecar.FilesOpen;
            while (_filesOpen > FilesOpenMax && _byUse.Last is { } last && last != node)
                Remove(last.Value.Key);
        }
    }

    private void Remove(string key)
    {
        if (!_entries.Remove(key, out LinkedListNode<Entry>? node))
            return;
        _byUse.Remove(node);
        _filesOpen -= node.Value.Sidecar.FilesOpen;
        node.Value.Sidecar.Release();
    }

    private void ReportDamage(string key, Sidecar damaged)
    {
        string? path = null;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node) && ReferenceEquals(node.Value.Sidecar, damaged))
                path = node.Value.Path;
        }

        damaged.Discard();
        if (path is not null)
            Damaged?.Invoke(path);
    }

    private sealed record Entry(string Key, string Path, Sidecar Sidecar);
}
