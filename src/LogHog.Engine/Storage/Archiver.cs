using System.Collections.Concurrent;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Scheduling;
using LogHog.Engine.Storage.Codecs;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>What happens to rotated files beside ingestion: one thread of the lowest priority compresses and deletes them.</summary>
internal sealed class Archiver : IDisposable
{
    /// <summary>Free disk is looked at this often, if a limit is set for it.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    /// <summary>The whole store is looked at, and what failed is tried again, every so many ticks.</summary>
    private const int TicksPerSweep = 10;

    private readonly RootedFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<string, FacilitySettings?> _rulesOf;
    private readonly Action<Exception> _died;
    private readonly Indexer? _index;
    private readonly CompressionQueue _queue = new();
    private readonly ConcurrentDictionary<string, bool> _foldersToSweep = new(StringComparer.Ordinal);
    private readonly ArchiveCompressor _compressor;
    private readonly Retention _retention;
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ITimer? _timer;
    private volatile CompressorSettings _compression;
    private volatile RetentionSettings _limits;
    private volatile bool _scanDue = true;
    private volatile bool _sweepDue = true;
    private volatile bool _waitsForSpace;
    private int _ticks;
    private long _compressed;
    private long _failed;

    /// <param name="folder">The log folder.</param>
    /// <param name="settings">Of the compressor and for the whole store.</param>
    /// <param name="time">For ages and for the timer.</param>
    /// <param name="logs">Where it tells what it did.</param>
    /// <param name="rulesOf">The facility that writes a live file, by its path; called by the archiver's thread.</param>
    /// <param name="died">Told when the thread ends by an exception.</param>
    /// <param name="step">For tests, see <see cref="ArchiveCompressor"/>.</param>
    /// <param name="index">Indexes an archive before it is compressed, and learns what becomes of it; null = nothing is indexed.</param>
    public Archiver(
        RootedFolder folder, ServerSettings settings, TimeProvider time, ILoggerFactory logs,
        Func<string, FacilitySettings?> rulesOf, Action<Exception> died, Action<string>? step = null, Indexer? index = null)
    {
        _folder = folder;
        _time = time;
        _log = logs.CreateLogger("LogHog.Archives");
        _rulesOf = rulesOf;
        _died = died;
        _index = index;
        _compression = Usable(settings.Compressor, FrameEncoders.MissingLibrary(settings.Compressor.Format), _log);
        _limits = settings.Retention;
        _compressor = new ArchiveCompressor(folder, _log, step, index);
        _retention = new Retention(folder, time, _log, path => index?.Deleted(path));
        _thread = new Thread(Run) { Name = "archiver", IsBackground = true };
    }

    /// <summary>Plain archives that wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Starts with what earlier runs left: unfinished temporary files go, plain archives are queued.</summary>
    public void Start()
    {
        _thread.Start();
        _timer = _time.CreateTimer(_ => OnTick(), null, Tick, Tick);
        _work.Release();
    }

    /// <summary>Takes a new archive over: compresses it if it is plain, and lets its folder's retention look. Never blocks.</summary>
    public void Rotated(string inFolder, ArchiveName archive, FacilitySettings settings)
    {
        if (archive.Format is null && !_queue.TryAdd($"{inFolder}/{archive}"))
            _scanDue = true;
        _foldersToSweep.TryAdd(inFolder, true);
        _work.Release();
    }

    /// <summary>New settings, from the next archive on.</summary>
    public void Apply(ServerSettings settings)
    {
        _compression = Usable(settings.Compressor, FrameEncoders.MissingLibrary(settings.Compressor.Format), _log);
        _limits = settings.Retention;
        _sweepDue = true;
        _work.Release();
    }

    /// <summary>Stops at the next frame; what is unfinished is done after the next start.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _stop.Cancel();
        if (_thread.IsAlive)
            _thread.Join();
    }

    public IEnumerable<MetricValue> Metrics()
    {
        yield return new("loghog_archives_compressed_total", "", Interlocked.Read(ref _compressed), IsCounter: true, "Archives compressed.");
        yield return new("loghog_archives_compress_failed_total", "", Interlocked.Read(ref _failed), IsCounter: true, "Failed attempts to compress an archive.");
        yield return new("loghog_archives_waiting", "", Waiting, IsCounter: false, "Archives that wait to be compressed.");
        yield return new("loghog_archive_text_bytes_total", "", _compressor.BytesIn, IsCounter: true, "Bytes of text that were compressed.");
        yield return new("loghog_archive_packed_bytes_total", "", _compressor.BytesOut, IsCounter: true, "Bytes that they were compressed to.");
        yield return new("loghog_archive_deleted_bytes_total", "", _retention.BytesDeleted, IsCounter: true, "Bytes of archives deleted by retention.");
        foreach (DeletionReason reason in Enum.GetValues<DeletionReason>())
        {
            yield return new(
                "loghog_archives_deleted_total", $"reason=\"{Label(reason)}\"", _retention.FilesDeleted(reason), IsCounter: true,
                "Archives deleted by retention.");
        }
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        _work.Dispose();
    }

    /// <summary>Does everything that is due now; for the thread, and for tests without one.</summary>
    internal void DoWhatIsDue()
    {
        do
        {
            foreach (string inFolder in _foldersToSweep.Keys)
            {
                if (_foldersToSweep.TryRemove(inFolder, out _))
                    Guarded(inFolder, () => _retention.SweepFolder(inFolder, _rulesOf));
            }
            if (_sweepDue)
            {
                _sweepDue = false;
                Guarded(_folder.Path, () => _retention.Sweep(_rulesOf, _limits));
            }
            if (_scanDue && _queue.Count == 0) // a full queue is emptied first
            {
                _scanDue = false;
                Guarded(_folder.Path, Scan);
            }
        }
        while (CompressNext());
    }

    /// <summary>What the timer does.</summary>
    internal void OnTick()
    {
        bool isSweep = Interlocked.Increment(ref _ticks) % TicksPerSweep == 0;
        if (isSweep)
            _scanDue = true;
        if (isSweep || _limits.MinFreeBytes is not null || _waitsForSpace)
        {
            _sweepDue = true;
            _waitsForSpace = false;
            _work.Release();
        }
    }

    private void Run()
    {
        try
        {
            LowPriority.TakeForThisThread();
            while (true)
            {
                _work.Wait(_stop.Token);
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

    private bool CompressNext()
    {
        _stop.Token.ThrowIfCancellationRequested();
        if (_waitsForSpace || !_queue.TryTake(out string? path))
            return false;
        // The text is at hand now; afterwards it would have to be unpacked.
        _index?.Complete(path!, _stop.Token);
        CompressionOutcome outcome = _compressor.Compress(path!, _compression, _stop.Token);
        if (outcome == CompressionOutcome.Compressed)
        {
            Interlocked.Increment(ref _compressed);
            ArchiveLog.Compressed(_log, path!);
        }
        else if (outcome is CompressionOutcome.Failed or CompressionOutcome.NameTaken or CompressionOutcome.DiskFull)
            Interlocked.Increment(ref _failed); // the next scan finds it again
        if (outcome == CompressionOutcome.DiskFull)
        {
            _waitsForSpace = true; // until the next tick; retention may make some
            _queue.TryAdd(path!);
        }
        return outcome != CompressionOutcome.DiskFull;
    }

    /// <summary>Removes unfinished files and queues plain archives, wherever they lie. Nothing is being compressed meanwhile: same thread.</summary>
    private void Scan()
    {
        foreach (string inFolder in _folder.List())
        {
            if (_folder.Status(inFolder) is not { Kind: FileKind.Folder })
                continue;
            foreach (string name in _folder.List(inFolder))
            {
                string path = $"{inFolder}/{name}";
                if (ArchiveCompressor.IsTemporaryName(name))
                {
                    _folder.Delete(path);
                    ArchiveLog.RemovedUnfinished(_log, path);
                }
                else if (ArchiveName.TryParse(name, out ArchiveName archive) && archive.Format is null && !_queue.TryAdd(path))
                    _scanDue = true;
            }
        }
    }

    private void Guarded(string where, Action work)
    {
        try
        {
            work();
        }
        catch (DiskException failure)
        {
            ArchiveLog.ScanFailed(_log, where, failure.Message);
        }
    }

    /// <summary>The settings, or gzip if the format's library is missing; said each time that they are read.</summary>
    internal static CompressorSettings Usable(CompressorSettings settings, string? missingLibrary, ILogger log)
    {
        if (missingLibrary is null)
            return settings;
        ArchiveLog.LibraryMissing(log, settings.Format, missingLibrary);
        return settings with { Format = CompressionFormat.Gzip };
    }

    private static string Label(DeletionReason reason) => reason switch
    {
        DeletionReason.BackupCount => "backup_count",
        DeletionReason.MaxAge => "max_age",
        DeletionReason.FacilitySize => "facility_size",
        DeletionReason.StoreSize => "store_size",
        DeletionReason.FreeDisk => "free_disk",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
