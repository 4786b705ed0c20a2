using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.Engine.Facilities;
using LogHog.Engine.Index;
using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Clients;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Inputs;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using LogHog.Engine.Tail;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine;

/// <summary>
/// The server without its shell: takes events in and brings them into files. Wired by hand; knows no dependency container,
/// no <c>IConfiguration</c>, no web, no command line.
/// </summary>
public sealed class LogEngine : IAsyncDisposable
{
    // Schedules count in minutes; a second's look also keeps up with a clock that was set.
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    // Its last checkpoint spares the next start work; when the deadline is over it gets so long nevertheless.
    private static readonly TimeSpan JournalCloseMin = TimeSpan.FromSeconds(1);

    // What waits for the rules is looked at in that time.
    private static readonly TimeSpan AlertsStopMin = TimeSpan.FromSeconds(2);

    // Longer than any write of a disk that works.
    private static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly LogStore _store;
    private readonly Quarantine _quarantine;
    private readonly RootedFolder _work;
    private readonly ReplayWindow _replay;
    private readonly JournalStart _journalStart;
    private readonly bool _journalIsOpen;
    private readonly IngestServices _services;
    private readonly Listeners _listeners;
    private readonly Dictionary<string, IntakeSource> _httpSources;
    private readonly FollowedInputs _followed;
    private readonly OthersIndexes _othersIndexes;
    private readonly OthersIndexer _othersIndexer;
    private readonly SearchThreads _searchThreads;
    private readonly List<Task> _running = [];
    private readonly ILogger _log;
    private ServerSettings _settings;
    private bool _accepting;

    private LogEngine(
        ServerSettings settings, IReadOnlyList<FacilitySettings> facilities, INotifier? notifier, TimeProvider time, ILoggerFactory logs)
    {
        _settings = settings;
        _time = time;
        _log = logs.CreateLogger("LogHog.Engine");
        ILogger ingestLog = logs.CreateLogger("LogHog.Ingest");
        FacilityTable table = new(facilities);
        _store = new LogStore(settings, table, time, logs, Died);
        try
        {
            _quarantine = new Quarantine(time, ingestLog);
            _work = RootedFolder.Open(settings.Main.WorkDir, create: true);
            _replay = new ReplayWindow(_work, settings.Limits.SignatureWindow, IngestServices.UnixNs(time));
            _journalStart = new JournalStart(_work, _store.Folder, time, logs.CreateLogger("LogHog.Journal"));
            _journalIsOpen = _journalStart.Try();
            _services = new IngestServices(_store, _quarantine, _replay, new RejectLog(time, ingestLog), time)
            {
                Facilities = table,
                Clients = new ClientTable(settings.Clients),
            };
            _services.Batches.Tail.Formats = _store.Indexes.Rules.Formats;
            _listeners = new Listeners(settings, _services, ingestLog);
            _httpSources = HttpInputTypes.All.ToDictionary(static type => type.Name, type => OwnSource(type, settings), StringComparer.Ordinal);
            Intake = new AcknowledgedIntake(_services, _httpSources[HttpInputTypes.Plain.Name]);
            _followed = new FollowedInputs(_services, _work, logs.CreateLogger("LogHog.Following"), Died);
            ILogger indexLog = logs.CreateLogger("LogHog.Index");
            _othersIndexes = new OthersIndexes(_work, time.LocalTimeZone, indexLog);
            _othersIndexes.Apply(settings.Files);
            _othersIndexer = new OthersIndexer(_othersIndexes, _store.IndexStore, _store.IndexCounters, time, indexLog, Died);
            _searchThreads = new SearchThreads(new IntakeLoad(() => _store.Gate.UsedBytes, () => _store.Gate.TakenBytes), time);
            Search = new SearchRunner(
                () => new StoreSource(new FolderSource(_store.Folder, time, _store.Indexes) { Threads = _searchThreads }, _settings.Files, time, _othersIndexes.Find),
                () => _settings.Limits, _searchThreads, time, _stop.Token);
            Alerts = new AlertEngine(
                settings, _services.Batches.Tail, notifier, time, logs.CreateLogger("LogHog.Alerts"), Died,
                (query, bounds, receiver, cancel) => Search.RunAsync(new SearchJob(query) { Time = bounds }, receiver, cancel));
        }
        catch
        {
            _listeners?.Dispose();
            _journalStart?.Journal?.Dispose();
            _replay?.Dispose();
            _work?.Dispose();
            _store.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the engine has stopped; faults when one of its loops died, which the process must not outlive.</summary>
    public Task Completion => _completion.Task;

    /// <summary>For protocols that acknowledge; takes requests from <see cref="Start"/> to <see cref="StopAsync"/>.</summary>
    public AcknowledgedIntake Intake { get; }

    /// <summary>What a protocol over HTTP brings by the HTTP port.</summary>
    public IntakeSource HttpSource(HttpInputType type) => _httpSources[type.Name];

    /// <summary>What comes by the HTTP addresses of an <c>[input:NAME]</c>.</summary>
    public IntakeSource InputSource(string name)
    {
        InputSettings settings = _settings.Inputs.First(input => input.Name == name);
        return new(_listeners.Find(name), _services, _settings.AcknowledgeWhenOf(settings), settings.Limits.FrameBytesMax ?? _settings.Limits.FrameBytesMax);
    }

    /// <summary>Looks at what comes in and tells people.</summary>
    public AlertEngine Alerts { get; }

    /// <summary>Answers queries over the log folder.</summary>
    public SearchRunner Search { get; }

    /// <summary>The folder of log files.</summary>
    public RootedFolder LogFolder => _store.Folder;

    /// <summary>The indexes of its files, for searches; as long as the engine is not disposed of.</summary>
    public IndexFolder Indexes => _store.Indexes;

    /// <summary>Opens the log folder and binds every socket (so that it can be done before privileges are dropped); serves nothing yet.</summary>
    /// <param name="settings">All of loghogd.conf.</param>
    /// <param name="facilities">All of facilities.conf.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hears how it goes.</param>
    /// <param name="notifier">Takes what alert rules tell; null = only the log does.</param>
    /// <exception cref="IOException">A folder cannot be opened or an address cannot be bound; the message says which.</exception>
    public static LogEngine Open(
        ServerSettings settings, IReadOnlyList<FacilitySettings> facilities, TimeProvider time, ILoggerFactory logs, INotifier? notifier = null) =>
        new(settings, facilities, notifier, time, logs);

    /// <summary>Starts to accept.</summary>
    public void Start()
    {
        if (Failpoints.AreSet)
            DurabilityLog.FailpointsSet(_log);
        _store.Start();
        _othersIndexer.Start();
        Alerts.Start();
        if (_journalIsOpen)
            StartWriting();
        else
            Run(StartWritingLaterAsync());
        foreach (Task loop in _listeners.Run(_stop.Token))
            Run(loop);
        _followed.Start(_settings);
        Run(TickAsync());
        _accepting = true;
    }

    /// <summary>Takes new settings over without dropping a connection or an event.</summary>
    /// <returns>The keys whose change needs a restart, as <c>[section] key</c>; empty when all took effect.</returns>
    public IReadOnlyList<string> Reload(ServerSettings settings, IReadOnlyList<FacilitySettings> facilities)
    {
        FacilityTable table = new(facilities);
        _store.Apply(settings, table);
        _services.Facilities = table;
        _services.Clients = new ClientTable(settings.Clients);
        _quarantine.Forget(table);
        _listeners.Apply(settings);
        IReadOnlyList<string> needRestart = ConfigurationDifference.RestartOnly(_settings, settings);
        _replay.SetWindow(settings.Limits.SignatureWindow);
        _settings = settings;
        _othersIndexes.Apply(settings.Files);
        Alerts.Apply(settings);
        _followed.Apply(settings);
        return needRestart;
    }

    /// <summary>Opens a live tail, which watches from now on.</summary>
    /// <param name="request">What it asks for.</param>
    /// <param name="receiver">Gets its rows; never flushed.</param>
    /// <param name="cancellation">Ends its sub-queries.</param>
    /// <returns>Null: there are as many tails as may be, or the engine stops.</returns>
    /// <exception cref="LogsQlException">The query cannot be followed (the message names the pipe), or a sub-query passed a limit.</exception>
    /// <exception cref="SearchRefusedException">A sub-query was not run.</exception>
    public Task<TailSession?> OpenTailAsync(TailRequest request, IPipeProcessor receiver, CancellationToken cancellation) =>
        TailSession.OpenAsync(
            request, receiver,
            (query, rows, cancel) => Search.RunAsync(new SearchJob(query) { Condition = request.Condition }, rows, cancel),
            _services.Batches.Tail, _time, cancellation);

    /// <summary>Closes and reopens every log file by name (SIGUSR1).</summary>
    public void ReopenFiles() => _store.ReopenAll();

    /// <summary>Stops to accept, stores what has arrived, closes the files.</summary>
    /// <param name="deadline">After this the rest is given up, and counted as dropped.</param>
    public async Task StopAsync(TimeSpan deadline)
    {
        if (_stop.IsCancellationRequested)
            return;
        _accepting = false;
        DateTimeOffset end = _time.GetUtcNow() + deadline;
        _services.Batches.Tail.Stop();
        await _stop.CancelAsync();
        try
        {
            // Connections hand over what has arrived; half the time is theirs, the rest the disk's.
            await Task.WhenAll([Intake.CloseAsync(), _followed.StopAsync(), .. _running]).WaitAsync(deadline / 2);
        }
        catch (TimeoutException)
        {
        }

        TimeSpan left = end - _time.GetUtcNow();
        await Task.Run(() => _store.Stop(left > TimeSpan.Zero ? left : TimeSpan.Zero));
        left = end - _time.GetUtcNow();
        await Task.Run(() => Alerts.Stop(left > AlertsStopMin ? left : AlertsStopMin));
        // What a hanging disk left unwritten is still in the journal: the next start brings it in.
        left = end - _time.GetUtcNow();
        if (_journalStart.Journal is { } journal)
            await Task.Run(() => journal.Close(left > JournalCloseMin ? left : JournalCloseMin));
        _completion.TrySetResult();
    }

    /// <summary>All counters at one moment; law 2 holds for each input in it.</summary>
    public EngineSnapshot Snapshot()
    {
        CountDroppedDatagrams();
        string? problem = _journalStart.WaitsFor ?? _store.Problem;
        (IReadOnlyList<MetricValue> alerts, AlertsSnapshot alertsSnapshot) = Alerts.Measure();
        return new EngineSnapshot
        {
            Alerts = alertsSnapshot,
            IsReady = _accepting && problem is null,
            NotReadyBecause = problem ?? (_accepting ? "" : "the server is starting or stopping"),
            Listening = _listeners.Addresses,
            Inputs = [.. _listeners.Ledgers.Concat(_followed.Ledgers).Select(static ledger => ledger.Snapshot()), .. HttpSnapshots()],
            Quarantined = _quarantine.Snapshot(),
            Metrics =
            [
                .. _store.Metrics(),
                .. JournalMetrics(),
                .. Search.Metrics(),
                .. _followed.Metrics(),
                .. _services.Batches.Tail.Metrics(),
                .. alerts,
                .. _listeners.Tls?.Metrics() ?? [],
                new("loghog_connections_refused_total", "", _listeners.Refused, IsCounter: true, "Connections closed at once because [limits] max_connections was reached."),
            ],
        };
    }

    private IntakeSource OwnSource(HttpInputType type, ServerSettings settings)
    {
        DecoderSettings decoding = new(settings.Limits, Input: null, _time);
        Input input = new(type.Ledger, () => InputTypes.LogHog.CreateStreamDecoder(decoding), InputRules.None, _services)
        {
            Connections = new ConnectionGate(int.MaxValue), FrameTimeout = settings.Limits.FrameTimeout,
        };
        return new IntakeSource(input, _services, settings.AcknowledgeWhen, settings.Limits.FrameBytesMax);
    }

    /// <summary>The oldest always, the others once somebody has used them: seven rows of zeros help nobody.</summary>
    private IEnumerable<InputSnapshot> HttpSnapshots() => HttpInputTypes.All
        .Select(type => _httpSources[type.Name].Input.Ledger.Snapshot())
        .Where(static snapshot => snapshot.Received > 0 || snapshot.BytesReceived > 0 || snapshot.Input == HttpInputTypes.Plain.Ledger);

    private IEnumerable<MetricValue> JournalMetrics()
    {
        if (_journalStart.Journal is not { } journal)
            return [];
        JournalCounters counters = journal.Counters;
        return
        [
            new("loghog_journal_batches_total", "", counters.Batches, IsCounter: true, "Batches made durable in the journal."),
            new("loghog_journal_syncs_total", "", counters.Groups, IsCounter: true, "Syncs that made them durable."),
            new("loghog_journal_batches_pending", "", counters.BatchesPending, IsCounter: false, "Batches that are durable but not yet in their log files."),
            new("loghog_journal_clients", "", counters.Clients, IsCounter: false, "Clients whose sequences are remembered."),
            new("loghog_journal_clients_forgotten_total", "", counters.ClientsForgotten, IsCounter: true, "Clients forgotten for want of room."),
            new("loghog_journal_checkpoint_failures_total", "", counters.CheckpointFailures, IsCounter: true, "Checkpoints that the disk refused."),
            new("loghog_journal_failed", "", journal.Failure is null ? 0 : 1, IsCounter: false, "1 while the journal cannot be written."),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(5));
        _listeners.Dispose();
        _othersIndexer.Dispose();
        Alerts.Dispose();
        _searchThreads.Dispose();
        _replay.Dispose();
        _work.Dispose();
        _store.Dispose();
        _stop.Dispose();
    }

    private void StartWriting()
    {
        _store.Journal = _journalStart.Journal;
        if (_store.Journal is { } journal)
            Watch(journal.Completion);
        _store.StartWriting();
    }

    /// <summary>The writers rest: the journal may have something to bring into their files.</summary>
    private bool TryUseJournal()
    {
        if (!_journalStart.Try() || _journalStart.Journal is not { } journal)
            return false;
        Watch(journal.Completion);
        _store.Journal = journal;
        return true;
    }

    /// <summary>Meanwhile events are taken in up to the store's bound and wait, as for any disk that is full.</summary>
    private async Task StartWritingLaterAsync()
    {
        try
        {
            await _journalStart.UntilDoneAsync(_stop.Token);
            StartWriting();
            if (_journalStart.Journal is null)
                await _journalStart.UntilUsableAsync(() => _store.WhileNobodyWrites(HoldLimit, TryUseJournal), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // What waits in the journal is there for the next start.
        }
    }

    /// <summary>What has to be done now and then: schedules, the kernel's count of lost datagrams.</summary>
    private async Task TickAsync()
    {
        // A moment that comes while the files are looked for is for those that were found before it, too.
        DateTimeOffset last = _time.GetUtcNow();
        await Task.Run(FindExistingFiles);
        using PeriodicTimer timer = new(TickInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                DateTimeOffset now = _time.GetUtcNow();
                // Also when the clock went back: what is due is decided by each file.
                _store.CheckSchedules(now < last ? now : last, now);
                last = now;
                CountDroppedDatagrams();
                _store.Watch.Tick();
                _listeners.Tls?.Tick();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void FindExistingFiles()
    {
        try
        {
            _store.FindExisting();
        }
        catch (IOException failure)
        {
            StorageLog.ScanFailed(_log, _settings.Main.LogDir, failure.Message);
        }
    }

    private void CountDroppedDatagrams()
    {
        if (_stop.IsCancellationRequested)
            return;
        _listeners.CountDroppedDatagrams();
    }

    /// <summary>A loop that ends when it is asked to stop, which a stop waits for.</summary>
    private void Run(Task loop)
    {
        _running.Add(loop);
        Watch(loop);
    }

    private void Watch(Task loop)
    {
        _ = loop.ContinueWith(
            static (task, state) => ((LogEngine)state!).Died(task.Exception!.InnerException!),
            this,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private void Died(Exception mistake) => _completion.TrySetException(mistake);
}
