using System.Collections.Concurrent;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>Keeps the indexes of one folder of others' files up to date. For one thread.</summary>
internal sealed class OthersUpkeep : IDisposable
{
    /// <summary>Sidecars whose files are gone are looked for this often.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    /// <summary>After a failure of the disk, or when another process makes the indexes, nothing is tried for so long.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromMinutes(1);

    /// <summary>A file that was written so lately may be written still.</summary>
    private static readonly TimeSpan RestMin = TimeSpan.FromMinutes(1);

    /// <summary>Of one file, before it is asked whether ingestion needs the machine.</summary>
    private const long SliceBytes = 64 << 20;

    private readonly OthersFolder _folder;
    private readonly IndexStore _store;
    private readonly IndexUpkeep _upkeep;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly long _began;
    private readonly ConcurrentQueue<string> _damaged = new();
    private readonly Dictionary<string, FileState> _files = new(StringComparer.Ordinal);
    private DurableFile? _ownership;
    private TimeSpan _pausedUntil;
    private TimeSpan _sweepAt;
    private bool _toldLocked;

    public OthersUpkeep(OthersFolder folder, IndexStore store, IndexCounters counters, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _store = store;
        _upkeep = new IndexUpkeep(folder.Indexes, log, counters);
        _time = time;
        _log = log;
        _began = time.GetTimestamp();
        folder.Indexes.Damaged = _damaged.Enqueue;
    }

    public int Files => _files.Count;

    public long FilesBehind { get; private set; }

    public long BytesBehind { get; private set; }

    public long IndexBytes { get; private set; }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    public void DoWhatIsDue(CancellationToken stop)
    {
        try
        {
            if (!MayWork())
                return;
            DiscardDamaged();
            List<SearchFile> files = _folder.List(stop);
            Forget(files);
            foreach (SearchFile file in files)
                Update(file, stop);

            (FilesBehind, BytesBehind) = (_files.Values.Count(static one => one.Behind > 0), _files.Values.Sum(static one => one.Behind));
            if (Now >= _sweepAt)
            {
                _sweepAt = Now + SweepInterval;
                IndexBytes = _upkeep.Sweep(files, _folder.Holds);
            }

            _upkeep.Rest();
        }
        catch (DiskException failure)
        {
            IndexLog.Failed(_log, _folder.Root, failure.Message);
            _pausedUntil = Now + FailurePause;
        }
    }

    public void Dispose() => _ownership?.Dispose();

    private bool MayWork()
    {
        if (Now < _pausedUntil || _store.IsBusy() || _folder.Indexes.Sidecars.Space().FreeBytes < 2 * _store.ReserveBytes)
            return false;
        _ownership ??= IndexLock.TryTake(_folder.Indexes.Sidecars);
        if (_ownership is not null)
            return true;
        if (!_toldLocked)
            IndexLog.Locked(_log, _folder.Root);
        _toldLocked = true;
        _pausedUntil = Now + FailurePause;
        return false;
    }

    private void DiscardDamaged()
    {
        while (_damaged.TryDequeue(out string? path))
        {
            IndexLog.Damaged(_log, $"{_folder.Root}/{path}");
            _upkeep.Counters.Rebuild(RebuildReason.Damaged);
            _upkeep.Discard(path);
            _files.Remove(path);
        }
    }

    private void Forget(List<SearchFile> files)
    {
        HashSet<string> paths = [.. files.Select(static file => file.Path)];
        foreach (string gone in _files.Keys.Where(path => !paths.Contains(path)).ToList())
            _files.Remove(gone);
    }

    private void Update(SearchFile file, CancellationToken stop)
    {
        if (!_files.TryGetValue(file.Path, out FileState? state) || state.IsOutdated(file.Status) || (state.HasSidecar && !_upkeep.HasSidecar(file.Path)))
            _files[file.Path] = state = new FileState();
        state.Status = file.Status;
        bool isPacked = ArchiveName.FormatOfFile(file.Path) is not null;
        if ((isPacked ? LookAtPacked(file, state) : LookAtPlain(file, state)) is not { } extent)
            return;
        IndexOutcome? outcome = IndexOutcome.More;
        while (outcome == IndexOutcome.More && MayWork())
        {
            stop.ThrowIfCancellationRequested();
            outcome = _upkeep.Update(file, extent, SliceBytes, stop);
            if (_upkeep.Failure is not null)
                _pausedUntil = Now + FailurePause;
        }

        bool isUnreadable = outcome == IndexOutcome.Unreadable;
        (long textEnd, long finalEnd) = isUnreadable ? (file.Status.Length, file.Status.Length) : _upkeep.Reached;
        if (isPacked)
            state.Packed = isUnreadable || outcome == IndexOutcome.Done ? file.Status : null;
        else
            state.Plain.Done(extent, textEnd, finalEnd);
        state.HasSidecar = !isUnreadable && textEnd > 0;
    }

    private IndexExtent? LookAtPlain(SearchFile file, FileState state)
    {
        bool isNew = state.Plain is { HasIndex: false, Behind: 0 };
        IndexExtent? due = state.Plain.Look(file.Status.Length, Now);
        return isNew && file.Status.Length > 0 && Rests(file) ? IndexExtent.Settled : due;
    }

    private IndexExtent? LookAtPacked(SearchFile file, FileState state)
    {
        bool isDone = state.Packed is { } done && done.Length == file.Status.Length && done.ModifiedAt == file.Status.ModifiedAt;
        return isDone || !Rests(file) ? null : IndexExtent.Finished;
    }

    private bool Rests(SearchFile file) => _time.GetUtcNow() - file.Status.ModifiedAt >= RestMin;

    /// <summary>What is known of a file since the start.</summary>
    private sealed class FileState
    {
        /// <summary>As it was seen last.</summary>
        public FileStatus? Status { get; set; }

        public LiveFileState Plain { get; } = new();

        /// <summary>As it was when all of it was indexed; null = it was not, or it is plain.</summary>
        public FileStatus? Packed { get; set; }

        public bool HasSidecar { get; set; }

        public long Behind => Plain.Behind;

        /// <summary>It is another file, or was written anew with the same length.</summary>
        public bool IsOutdated(FileStatus now) =>
            Status is { } then && (then.Id != now.Id || (then.Length == now.Length && then.ModifiedAt != now.ModifiedAt));
    }
}
