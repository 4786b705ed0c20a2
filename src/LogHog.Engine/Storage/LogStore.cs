using System.Collections.Concurrent;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.Engine.Facilities;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>All log files: who writes which, on which thread, and what happens to them when time passes.</summary>
internal sealed class LogStore : IDisposable
{
    // One thread waits for a disk while the other works; more threads than that gain nothing on one disk.
    private const int WriterThreads = 2;

    private readonly ConcurrentDictionary<string, FacilityWriter> _writers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<FacilityWriter, string> _failing = new();
    private readonly WriterThread[] _threads;
    private readonly Archiver _archiver;
    private readonly Indexer _indexer;
    private readonly string _liveSuffix;
    private readonly int _filesMax;
    private FacilityTable _facilities;
    private int _fileCount;
    private int _tooManyFilesTold;
    private long _rotations;

    public LogStore(
        ServerSettings settings, FacilityTable facilities, TimeProvider time, ILoggerFactory logs, Action<Exception> died)
    {
        Time = time;
        Zone = time.LocalTimeZone;
        Log = logs.CreateLogger("LogHog.Storage");
        Gate = new MemoryGate(settings.Limits.PendingBytesMax);
        FlushInterval = settings.Limits.FlushInterval;
        Folder = RootedFolder.Open(settings.Main.LogDir, create: true);
        _filesMax = settings.Limits.FilesMax;
        int openFilesEach = Math.Max(1, settings.Limits.OpenFilesMax / WriterThreads);
        _threads = [.. Enumerable.Range(0, WriterThreads).Select(number => new WriterThread(number, openFilesEach, died))];
        _facilities = facilities;
        CompressionLevel = settings.Compressor.Level;
        _liveSuffix = settings.Compressor.CompressOnWrite ? FileNames.LiveGzipSuffix : FileNames.LiveSuffix;
        Watch = new DiskWatch(Folder, settings.Limits.ReserveBytes, ReopenAll, Log);
        Indexes = IndexFolder.Open(Folder, Zone);
        RememberFormats(facilities);
        IndexStore = new IndexStore
        {
            LiveFiles = () => _writers.Values.Select(static writer => new LiveFile(writer.Path, writer.FileLength)),
            IsIndexed = IsIndexed,
            IsBusy = () => Gate.UsedBytes > Gate.BytesMax / 2,
            FreeBytes = () => Watch.FreeBytes,
            ReserveBytes = settings.Limits.ReserveBytes,
        };
        _indexer = new Indexer(IndexStore, Indexes, time, logs.CreateLogger("LogHog.Index"), died);
        _archiver = new Archiver(Folder, settings, time, logs, RulesOf, died, index: _indexer);
        QuarantineWriter = CreateWriter(Quarantine.LogPath, Quarantine.Settings(settings.Limits.QuarantineBytesMax));
    }

    public RootedFolder Folder { get; }

    public MemoryGate Gate { get; }

    public TimeProvider Time { get; }

    public TimeZoneInfo Zone { get; }

    public TimeSpan FlushInterval { get; }

    public ILogger Log { get; }

    public FacilityWriter QuarantineWriter { get; }

    /// <summary>Of the live files that are written compressed.</summary>
    public int CompressionLevel { get; }

    /// <summary>What acknowledged batches are in before they are in their files; null = nothing is acknowledged as durable.</summary>
    public EventJournal? Journal { get; set; }

    public int OpenFiles => _threads.Sum(static thread => thread.OpenFiles);

    public int Files => Volatile.Read(ref _fileCount);

    public long Rotations => Interlocked.Read(ref _rotations);

    public DiskWatch Watch { get; }

    /// <summary>The indexes of its files, for searches.</summary>
    public IndexFolder Indexes { get; }

    public IndexStore IndexStore { get; }

    public IndexCounters IndexCounters => _indexer.Counters;

    /// <summary>What is wrong at the moment, for people; null when all is well.</summary>
    public string? Problem =>
        Journal?.Failure?.Message
        ?? _failing.Select(static pair => $"{pair.Key.Path}: {pair.Value}").FirstOrDefault()
        ?? (Watch.IsLow ? $"only {Watch.FreeBytes} bytes are free on the disk of {Folder.Path}" : null);

    /// <summary>Begins to look after the disk and the archives: also while nothing can be written, since that may make room.</summary>
    public void Start()
    {
        Watch.Tick();
        _indexer.Start();
        _archiver.Start();
    }

    /// <summary>Begins to write: once the journal has brought the files to what it proves.</summary>
    public void StartWriting()
    {
        foreach (WriterThread thread in _threads)
            thread.Start();
    }

    /// <summary>The writer of the file that a facility has for an application and, with <c>file_per_host</c>, a host.</summary>
    /// <returns>Null when the file would be one too many.</returns>
    public FacilityWriter? WriterFor(FacilitySettings facility, ReadOnlySpan<byte> app, ReadOnlySpan<byte> host)
    {
        string path = FileNames.LogFile(app, Encoding.UTF8.GetBytes(facility.Module), host, _liveSuffix);
        if (_writers.TryGetValue(path, out FacilityWriter? writer))
            return writer;
        if (Volatile.Read(ref _fileCount) >= _filesMax)
        {
            if (Interlocked.Exchange(ref _tooManyFilesTold, 1) == 0)
                StorageLog.TooManyFiles(Log, _filesMax);
            return null;
        }

        return CreateWriter(path, facility);
    }

    /// <summary>Makes known the files of earlier runs, so that they rotate and expire even if nobody writes to them again.</summary>
    public void FindExisting()
    {
        FacilityTable facilities = Volatile.Read(ref _facilities);
        foreach (string app in Folder.List())
        {
            if (app.StartsWith('.') || Folder.Status(app) is not { Kind: FileKind.Folder })
                continue;
            foreach (string name in Folder.List(app))
            {
                string path = $"{app}/{name}";
                if (!_writers.ContainsKey(path) && FacilityOf(path, facilities) is { } facility)
                    CreateWriter(path, facility).Request(WriterRequests.CheckSchedule);
            }
        }
    }

    /// <summary>New settings for the files that exist; those whose facility is gone keep the old ones.</summary>
    public void Apply(ServerSettings settings, FacilityTable facilities)
    {
        RememberFormats(facilities);
        Volatile.Write(ref _facilities, facilities);
        _archiver.Apply(settings);
        foreach ((string path, FacilityWriter writer) in _writers)
        {
            if (FacilityOf(path, facilities) is { } facility)
                writer.Settings = facility;
        }
    }

    /// <summary>For searches: which Python formats the files' lines have from now on.</summary>
    private void RememberFormats(FacilityTable facilities)
    {
        try
        {
            Indexes.Rules.Formats!.Add(Folder, facilities.All);
        }
        catch (DiskException failure)
        {
            StorageLog.FormatsNotKept(Log, failure.Message);
        }
    }

    /// <summary>Lets every file whose schedule has a moment in (<paramref name="after"/>, <paramref name="until"/>] look whether it is due.</summary>
    public void CheckSchedules(DateTimeOffset after, DateTimeOffset until)
    {
        Dictionary<CronSchedule, bool> due = [];
        foreach (FacilityWriter writer in _writers.Values)
        {
            if (writer.Settings.Rotate is not { } schedule)
                continue;
            if (!due.TryGetValue(schedule, out bool isDue))
                due.Add(schedule, isDue = schedule.LatestAtOrBefore(until, Zone) > after);
            if (isDue)
                writer.Request(WriterRequests.CheckSchedule);
        }
    }

    /// <summary>Closes every file and opens it again by its name.</summary>
    public void ReopenAll()
    {
        foreach (FacilityWriter writer in _writers.Values)
            writer.Request(WriterRequests.Reopen);
    }

    public void Rotated(string folder, ArchiveName archive, FacilitySettings settings)
    {
        Interlocked.Increment(ref _rotations);
        StorageLog.Rotated(Log, folder, archive);
        _indexer.Rotated($"{folder}/{archive}");
        _archiver.Rotated(folder, archive, settings);
    }

    public void Failed(FacilityWriter writer, DiskException failure, TimeSpan wait)
    {
        if (_failing.TryAdd(writer, failure.Message))
            StorageLog.WriteFailed(Log, writer.Path, failure.Message, wait);
    }

    public void Recovered(FacilityWriter writer)
    {
        if (!_failing.IsEmpty && _failing.TryRemove(writer, out _))
            StorageLog.WriteRecovered(Log, writer.Path);
    }

    /// <summary>Writes what is queued and closes the files. What is not written at the deadline is given up and counted.</summary>
    public void Stop(TimeSpan deadline)
    {
        DateTimeOffset end = Time.GetUtcNow() + deadline;
        foreach (WriterThread thread in _threads)
            thread.Stop();
        bool ended = true;
        foreach (WriterThread thread in _threads)
        {
            TimeSpan left = end - Time.GetUtcNow();
            ended &= thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        // A thread that hangs in the disk still owns its batches: theirs stay pending, and are told as such.
        if (ended)
            GiveUpAll();
        // First: the archiver may wait for its turn.
        _indexer.Stop();
        _archiver.Stop();
    }

    /// <summary>Runs something that changes the log files itself, while no writer has one open.</summary>
    /// <param name="limit">How long to wait for the writers.</param>
    /// <param name="action">Does it; its answer is this method's.</param>
    /// <returns>False also when a writer did not come to rest in time.</returns>
    public bool WhileNobodyWrites(TimeSpan limit, Func<bool> action)
    {
        DateTimeOffset end = Time.GetUtcNow() + limit;
        foreach (WriterThread thread in _threads)
            thread.Hold();
        try
        {
            return _threads.All(thread => thread.IsAtRestBy(end - Time.GetUtcNow())) && action();
        }
        finally
        {
            foreach (WriterThread thread in _threads)
                thread.Release();
        }
    }

    public IEnumerable<MetricValue> Metrics() =>
    [
        new("loghog_files", "", Files, IsCounter: false, "Log files that this server writes."),
        new("loghog_files_open", "", OpenFiles, IsCounter: false, "Log files that are open."),
        new("loghog_files_failing", "", _failing.Count, IsCounter: false, "Log files that cannot be written at the moment."),
        new("loghog_rotations_total", "", Rotations, IsCounter: true, "Rotated log files."),
        new("loghog_pending_bytes", "", Gate.UsedBytes, IsCounter: false, "Bytes of lines that wait for the disk."),
        new("loghog_disk_free_bytes", "", Watch.FreeBytes == long.MaxValue ? 0 : Watch.FreeBytes, IsCounter: false, "Free bytes on the disk of the log folder, as seen last."),
        .. _archiver.Metrics(),
        .. _indexer.Metrics(),
    ];

    public void Dispose()
    {
        _indexer.Dispose();
        _archiver.Dispose();
        Indexes.Dispose();
        Folder.Dispose();
    }

    /// <summary>The facility that writes to a file, by the file's name; null = none does any more.</summary>
    private static FacilitySettings? FacilityOf(string path, FacilityTable facilities)
    {
        if (!FileNames.TryParse(path, out LogFileIdentity file) || file.IsCut)
            return null;
        string module = Encoding.UTF8.GetString(file.Module.Span);
        FacilitySettings? facility = facilities.Find(Encoding.UTF8.GetString(file.App.Span), module);
        return facility is not null && facility.Module == module && facility.FilePerHost == !file.Host.IsEmpty ? facility : null;
    }

    /// <summary>How the archives of a live file are kept, for the archiver.</summary>
    private FacilitySettings? RulesOf(string path)
    {
        if (_writers.TryGetValue(path, out FacilityWriter? writer))
            return writer.Settings;
        return path == Quarantine.LogPath ? QuarantineWriter.Settings : FacilityOf(path, Volatile.Read(ref _facilities));
    }

    private void GiveUpAll()
    {
        int dropped = 0;
        int kept = 0;
        foreach (FacilityWriter writer in _writers.Values)
        {
            (int droppedOfOne, int keptOfOne) = writer.GiveUpAll(DropReason.Shutdown);
            dropped += droppedOfOne;
            kept += keptOfOne;
        }

        if (dropped > 0)
            StorageLog.GaveUp(Log, dropped);
        if (kept > 0)
            StorageLog.KeptInJournal(Log, kept);
    }

    /// <summary>Files of no facility are: somebody wants to search them.</summary>
    private bool IsIndexed(string path)
    {
        if (_writers.TryGetValue(path, out FacilityWriter? writer))
            return writer.Settings.Index;
        return RulesOf(SearchFile.Of(path, default).LogPath)?.Index ?? true;
    }

    private FacilityWriter CreateWriter(string path, FacilitySettings facility)
    {
        // Files of one application may share a thread: what matters is that one file never has two.
        WriterThread thread = _threads[(int)((uint)path.GetHashCode(StringComparison.Ordinal) % WriterThreads)];
        FacilityWriter created = new(this, thread, path, facility);
        FacilityWriter writer = _writers.GetOrAdd(path, created);
        if (ReferenceEquals(writer, created))
            Interlocked.Increment(ref _fileCount);
        return writer;
    }
}
