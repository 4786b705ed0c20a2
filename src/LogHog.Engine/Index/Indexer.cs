using System.Collections.Concurrent;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Scheduling;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>
/// Indexes the store's files behind their writers: one thread of the lowest priority, which nobody waits for but the archiver, and
/// that only for the file that it is about to compress.
/// </summary>
internal sealed class Indexer : IDisposable
{
    /// <summary>How often the lengths of the live files are looked at; they are in memory.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>So many files are looked at in a millisecond; of more, a look comes less often.</summary>
    private const int FilesPerLook = 10_000;

    /// <summary>The whole store is listed this often: for files of others, and for what was missed or failed.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    /// <summary>After a failure of the disk nothing is tried for so long.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromMinutes(1);

    /// <summary>The memory for indexing is given back when nothing was to be done for so long.</summary>
    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(30);

    /// <summary>A stop does not wait longer for a disk that hangs: the index can do without what is lost then.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>Of one file, before others have a turn: a fraction of a second.</summary>
    private const long SliceBytes = 64 << 20;

    private readonly IndexStore _store;
    private readonly IndexFolder _indexes;
    private readonly IndexUpkeep _upkeep;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<Exception> _died;
    private readonly ConcurrentQueue<string> _rotated = new();
    private readonly ConcurrentQueue<string> _damaged = new();
    private readonly Dictionary<string, LiveFileState> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (FileStatus Status, bool HasIndex)> _settled = new(StringComparer.Ordinal);
    private readonly LinkedList<SearchFile> _backlog = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly long _began;
    private DurableFile? _ownership;
    private TimeSpan _sweepAt;
    private TimeSpan _idleSince;
    private TimeSpan _lookAt;
    private long _backlogBytes;
    private TimeSpan _pausedUntil;
    private bool _toldNoSpace;
    private bool _toldLocked;

    public Indexer(IndexStore store, IndexFolder indexes, TimeProvider time, ILogger log, Action<Exception> died)
    {
        _store = store;
        _indexes = indexes;
        _upkeep = new IndexUpkeep(indexes, log);
        _time = time;
        _log = log;
        _died = died;
        _began = time.GetTimestamp();
        indexes.Damaged = _damaged.Enqueue;
        _thread = new Thread(Run) { Name = "indexer", IsBackground = true };
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    public void Start()
    {
        // Now, so that what the archiver begins with is indexed before it is compressed.
        _ = TryOwn();
        _thread.Start();
    }

    /// <summary>A live file was rotated; never blocks.</summary>
    public void Rotated(string archivePath)
    {
        _rotated.Enqueue(archivePath);
        _work.Release();
    }

    /// <summary>Finishes the index of a plain archive that is about to be compressed; for the archiver's thread.</summary>
    public void Complete(string archivePath, CancellationToken stop)
    {
        if (IsAtWork(archivePath))
            _upkeep.Complete(archivePath, stop);
    }

    /// <inheritdoc cref="IndexUpkeep.Compressed"/>
    public void Compressed(string archivePath, FileStatus plain, FileStatus packed, IReadOnlyList<TextFrame> frames)
    {
        if (IsAtWork(archivePath))
            _upkeep.Compressed(archivePath, plain, packed, frames);
    }

    /// <summary>An archive has expired; its index went with it.</summary>
    public void Deleted(string archivePath) => _indexes.Forget(archivePath);

    public void Stop()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        if (_thread.IsAlive)
            _thread.Join(StopPatience);
        _ownership?.Dispose();
    }

    public IndexCounters Counters => _upkeep.Counters;

    public IEnumerable<MetricValue> Metrics() => _upkeep.Counters.Metrics();

    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive)
            return; // It hangs in the disk, and would meet what is disposed.
        _stop.Dispose();
        _work.Dispose();
    }

    /// <summary>Does everything that is due now; for the thread, and for tests without one.</summary>
    internal void DoWhatIsDue()
    {
        while (MayWork() && (DoUrgent() || DoBacklog()))
        {
            _stop.Token.ThrowIfCancellationRequested();
            _idleSince = Now;
        }

        if (Now - _idleSince > RestAfter)
            _upkeep.Rest();
    }

    private void Run()
    {
        try
        {
            LowPriority.TakeForThisThread();
            while (true)
            {
                _work.Wait(LookInterval, _stop.Token);
                DoWhatIsDue();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            _died(failure);
        }
    }

    /// <summary>Not while ingestion waits for memory or the disk, not on the last free space, not when another process does it.</summary>
    private bool MayWork()
    {
        if (Now < _pausedUntil || _store.IsBusy())
            return false;
        if (_store.FreeBytes() < 2 * _store.ReserveBytes)
        {
            if (!_toldNoSpace)
                IndexLog.WaitsForSpace(_log, _indexes.Logs.Path, _store.FreeBytes(), _store.ReserveBytes);
            _toldNoSpace = true;
            return false;
        }

        _toldNoSpace = false;
        return _ownership is not null || TryOwn();
    }

    private bool IsAtWork(string path) =>
        !_stop.IsCancellationRequested && _ownership is not null && _store.FreeBytes() >= 2 * _store.ReserveBytes && _store.IsIndexed(path);

    private bool TryOwn()
    {
        try
        {
            _ownership = IndexLock.TryTake(_indexes.Logs);
            if (_ownership is null && !_toldLocked)
                IndexLog.Locked(_log, _indexes.Logs.Path);
            _toldLocked = _ownership is null;
        }
        catch (DiskException failure)
        {
            IndexLog.Failed(_log, SidecarNames.LockPath, failure.Message);
        }

        if (_ownership is null)
            _pausedUntil = Now + FailurePause;
        return _ownership is not null;
    }

    /// <returns>False: there was nothing.</returns>
    private bool DoUrgent()
    {
        if (_damaged.TryDequeue(out string? damaged))
        {
            IndexLog.Damaged(_log, damaged);
            _upkeep.Counters.Rebuild(RebuildReason.Damaged);
            _upkeep.Discard(damaged);
            _settled.Remove(damaged);
            _live.Remove(damaged);
            return Requeue(damaged);
        }

        if (_rotated.TryDequeue(out string? archive))
        {
            _live.Remove(LogPathOf(archive));
            return Requeue(archive);
        }

        if (Now >= _sweepAt)
        {
            _sweepAt = Now + SweepInterval;
            Sweep();
            return true;
        }

        return DoLive();
    }

    private bool DoLive()
    {
        if (Now < _lookAt)
            return false;
        bool any = false;
        int looked = 0;
        (long files, long bytes) = (_backlog.Count, _backlogBytes);
        foreach (LiveFile file in _store.LiveFiles())
        {
            looked++;
            if (file.Length == 0 || !_store.IsIndexed(file.Path) || ArchiveName.FormatOfFile(file.Path) is not null)
                continue;
            if (!_live.TryGetValue(file.Path, out LiveFileState? state))
                _live.Add(file.Path, state = new LiveFileState());
            if (state.Look(file.Length, Now) is { } extent && MayWork())
            {
                _stop.Token.ThrowIfCancellationRequested();
                DoLive(file, state, extent);
                any = true;
            }

            bytes += state.Behind;
            files += state.Behind > 0 ? 1 : 0;
        }

        _upkeep.Counters.Behind(files, bytes);
        _lookAt = any ? Now : Now + (LookInterval * (looked / FilesPerLook));
        return any;
    }

    private void DoLive(LiveFile file, LiveFileState state, IndexExtent extent)
    {
        IndexOutcome? outcome = null;
        if (StatusOf(file.Path) is { } status)
            outcome = Update(SearchFile.Of(file.Path, status), extent);
        (long textEnd, long finalEnd) = outcome == IndexOutcome.Unreadable ? (file.Length, file.Length) : _upkeep.Reached;
        state.Done(outcome == IndexOutcome.More ? IndexExtent.Growing : extent, textEnd, finalEnd);
    }

    private bool DoBacklog()
    {
        if (_backlog.First is not { } next)
            return false;
        SearchFile file = next.Value;
        IndexOutcome? outcome = Update(file, ExtentOf(file));
        if (outcome == IndexOutcome.More)
            return true;
        _backlog.Remove(next);
        _backlogBytes -= file.Status.Length;
        // What failed or went is seen again by the next sweep.
        if (outcome is IndexOutcome.Done or IndexOutcome.Unreadable)
            _settled[file.Path] = (file.Status, _upkeep.HasSidecar(file.Path));
        return true;
    }

    private IndexOutcome? Update(SearchFile file, IndexExtent extent)
    {
        IndexOutcome? outcome = _upkeep.Update(file, extent, SliceBytes, _stop.Token);
        if (_upkeep.Failure is not null)
            _pausedUntil = Now + FailurePause;
        return outcome;
    }

    private IndexExtent ExtentOf(SearchFile file) =>
        file.Archive is not null || ArchiveName.FormatOfFile(file.Path) is not null ? IndexExtent.Finished : IndexExtent.Settled;

    private void Sweep()
    {
        try
        {
            List<SearchFile> files = FolderListing.Read(_indexes.Logs, _stop.Token);
            HashSet<string> written = [.. _store.LiveFiles().Where(static file => file.Length > 0).Select(static file => file.Path)];
            _backlog.Clear();
            _backlogBytes = 0;
            foreach (SearchFile file in files)
            {
                if (_live.TryGetValue(file.Path, out LiveFileState? state) && state.HasIndex && !_upkeep.HasSidecar(file.Path))
                    _live.Remove(file.Path); // somebody deleted it
                if (written.Contains(file.Path) || !_store.IsIndexed(file.Path) || IsSettled(file))
                    continue;
                _backlog.AddLast(file);
                _backlogBytes += file.Status.Length;
            }

            _upkeep.Counters.Takes(_upkeep.Sweep(files, _store.IsIndexed));
            HashSet<string> paths = [.. files.Select(static file => file.Path)];
            foreach (string gone in _settled.Keys.Where(path => !paths.Contains(path)).ToList())
                _settled.Remove(gone);
            foreach (string gone in _live.Keys.Where(path => !paths.Contains(path)).ToList())
                _live.Remove(gone);
        }
        catch (DiskException failure)
        {
            IndexLog.Failed(_log, _indexes.Logs.Path, failure.Message);
            _pausedUntil = Now + FailurePause;
        }
    }

    /// <summary>It was done, did not change since, and its index was not deleted; or it is being written compressed.</summary>
    private bool IsSettled(SearchFile file)
    {
        if (file.Archive is null && file.Path.EndsWith(FileNames.LiveGzipSuffix, StringComparison.Ordinal) && file.Identity is not null)
            return true;
        return _settled.TryGetValue(file.Path, out (FileStatus Status, bool HasIndex) then)
            && then.Status.Id == file.Status.Id && then.Status.Length == file.Status.Length && then.Status.ModifiedAt == file.Status.ModifiedAt
            && (!then.HasIndex || _upkeep.HasSidecar(file.Path));
    }

    private bool Requeue(string path)
    {
        if (!_store.IsIndexed(path) || StatusOf(path) is not { Kind: FileKind.File } status)
            return true;
        _backlog.AddFirst(SearchFile.Of(path, status));
        _backlogBytes += status.Length;
        return true;
    }

    private FileStatus? StatusOf(string path)
    {
        try
        {
            return _indexes.Logs.Status(path);
        }
        catch (DiskException)
        {
            return null;
        }
    }

    private static string LogPathOf(string archivePath) =>
        SearchFile.Of(archivePath, default).LogPath;
}
