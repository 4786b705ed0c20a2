using LogHog.Engine.Scheduling;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>
/// Indexes the files of others where they lie: one thread of the lowest priority, which looks at them every few seconds, since nobody
/// tells it of their changes.
/// </summary>
internal sealed class OthersIndexer : IDisposable
{
    /// <summary>A query reads what came since.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>So many files may be looked at in a second of waiting.</summary>
    private const int FilesPerSecond = 5_000;

    /// <summary>A stop does not wait longer for a disk that hangs.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly OthersIndexes _folders;
    private readonly IndexStore _store;
    private readonly IndexCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<Exception> _died;
    private readonly Dictionary<OthersFolder, OthersUpkeep> _upkeep = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    /// <param name="folders">Which there are.</param>
    /// <param name="store">For when to give way, and what to keep free; its files are not asked for.</param>
    /// <param name="counters">Get what is done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The daemon's own.</param>
    /// <param name="died">Told when the thread ends by a mistake.</param>
    public OthersIndexer(OthersIndexes folders, IndexStore store, IndexCounters counters, TimeProvider time, ILogger log, Action<Exception> died)
    {
        _folders = folders;
        _store = store;
        _counters = counters;
        _time = time;
        _log = log;
        _died = died;
        _thread = new Thread(Run) { Name = "indexer others", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        if (_thread.IsAlive && !_thread.Join(StopPatience))
            return; // It hangs in the disk, and would meet what is disposed.
        LetGo([]);
        _folders.Dispose();
        _stop.Dispose();
    }

    /// <summary>Looks at every file once and does what is due; for the thread, and for tests without one.</summary>
    /// <returns>How many files there are.</returns>
    internal int DoWhatIsDue()
    {
        IReadOnlyList<OthersFolder> folders = _folders.Refresh();
        LetGo(folders);
        (int files, long filesBehind, long bytesBehind, long indexBytes) = (0, 0, 0, 0);
        foreach (OthersFolder folder in folders)
        {
            if (!_upkeep.TryGetValue(folder, out OthersUpkeep? upkeep))
                _upkeep.Add(folder, upkeep = new OthersUpkeep(folder, _store, _counters, _time, _log));
            upkeep.DoWhatIsDue(_stop.Token);
            files += upkeep.Files;
            filesBehind += upkeep.FilesBehind;
            bytesBehind += upkeep.BytesBehind;
            indexBytes += upkeep.IndexBytes;
        }

        _counters.Behind(filesBehind, bytesBehind, areOthers: true);
        _counters.Takes(indexBytes, areOthers: true);
        return files;
    }

    private void Run()
    {
        try
        {
            LowPriority.TakeForThisThread();
            for (int files = 0; !_stop.Token.WaitHandle.WaitOne(LookInterval + TimeSpan.FromSeconds(files / FilesPerSecond));)
                files = DoWhatIsDue();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            _died(failure);
        }
    }

    private void LetGo(IReadOnlyList<OthersFolder> but)
    {
        foreach (OthersFolder gone in _upkeep.Keys.Where(folder => !but.Contains(folder)).ToList())
        {
            _upkeep.Remove(gone, out OthersUpkeep? upkeep);
            upkeep!.Dispose();
        }
    }
}
