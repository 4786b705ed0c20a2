using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Ingest;
using LogHog.Engine.Inputs.Following;
using LogHog.Protocols.Events;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Tail;

/// <summary>
/// A <c>[tail:NAME]</c> on a thread of its own: reads on in its files, stores what it read, and only then goes on. Each batch is of one
/// file, and its sequence in the journal tells the offset that it ends at: after a crash the journal says what the file of positions does not.
/// </summary>
internal sealed class TailInput
{
    // Below workdir.
    private const string Folder = "tail";

    // Batches of several files share a sync of the journal.
    private const int PiecesMax = 16;

    // Half of what one batch of the journal holds, as for requests over HTTP.
    private const int PieceTextBytesMax = 2 << 20;

    // Positions that are older only cost the journal a question.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    // A writer that writes line by line is not answered line by line.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly TailSettings _settings;
    private readonly IngestServices _services;
    private readonly RootedFolder _work;
    private readonly ILogger _log;
    private readonly EventLedger _ledger;
    private readonly FollowCounters _counters;
    private readonly AcknowledgedStore _store;
    private readonly EventRouter _router;
    private readonly TailEvents _events;
    private readonly LogEvent _event = new();
    private readonly CancellationToken _stop;
    private bool _isUnavailable;

    public TailInput(
        TailSettings settings, IngestServices services, AcknowledgeWhen durability, EventLedger ledger, FollowCounters counters, RootedFolder work,
        ILogger log, CancellationToken stop)
    {
        _settings = settings;
        _services = services;
        _work = work;
        _log = log;
        _ledger = ledger;
        _counters = counters;
        _stop = stop;
        _store = new AcknowledgedStore(services, ledger, durability) { TakesOversized = true };
        _router = new EventRouter(services);
        _events = new TailEvents(settings, services.Store.Zone, counters);
    }

    /// <summary>Follows until it is stopped; what it has read by then is stored.</summary>
    public void Run()
    {
        while (!WaitUntilAvailable())
        {
            if (_stop.IsCancellationRequested)
                return;
        }

        while (!_stop.IsCancellationRequested)
        {
            try
            {
                RunOnce();
            }
            catch (DiskException failure)
            {
                // The file of positions; what is followed waits where it is.
                FollowingLog.PositionNotWritten(_log, _settings.Ledger, failure.Message);
                _stop.WaitHandle.WaitOne(RetryInterval);
            }
        }
    }

    private void RunOnce()
    {
        _work.CreateFolders(Folder);
        using var state = new StateFile<Positions>(_work.OpenFolder(Folder), $"{_settings.Name}.json", PositionsJson.Default.Positions);
        Positions? known = state.Load(out string? damage);
        if (damage is not null)
            FollowingLog.PositionsDamaged(_log, _settings.Ledger, state.Path, damage);
        using var follower = new Follower(_settings.Ledger, _settings.Following, known, NewestSequence, _counters, _services.Time, _log);
        using var watch = new FolderWatch(_stop);
        try
        {
            Follow(follower, watch, state);
        }
        finally
        {
            state.Save(follower.Positions);
        }
    }

    private void Follow(Follower follower, FolderWatch watch, StateFile<Positions> state)
    {
        bool toldProblem = false;
        bool isDirty = false;
        long lookedAt = 0;
        long savedAt = _services.Time.GetTimestamp();
        for (bool mustLook = true; !_stop.IsCancellationRequested;)
        {
            if (mustLook || _services.Time.GetElapsedTime(lookedAt) >= _settings.Poll)
            {
                follower.Look();
                lookedAt = _services.Time.GetTimestamp();
                watch.Watch(follower.Found.Folders);
                if (!toldProblem && watch.Problem is { } problem)
                    FollowingLog.NotWatched(_log, _settings.Ledger, _settings.Paths[0].Root, problem, _settings.Poll);
                toldProblem |= watch.Problem is not null;
            }

            if (follower.NeedsRecord || (isDirty && _services.Time.GetElapsedTime(savedAt) >= SaveInterval))
            {
                state.Save(follower.Positions);
                follower.Recorded();
                savedAt = _services.Time.GetTimestamp();
                isDirty = false;
            }

            IReadOnlyList<FollowedText> ready = follower.Ready();
            if (follower.NeedsRecord)
            {
                mustLook |= follower.NeedsLook;
                continue;
            }

            isDirty |= ready.Count > 0;
            foreach (FollowedText[] some in ready.Chunk(PiecesMax))
                Store(follower, some);
            if (_isUnavailable)
                WaitUntilAvailable();
            if (ready.Count > 0)
                _stop.WaitHandle.WaitOne(Rest);
            TimeSpan untilLook = _settings.Poll - _services.Time.GetElapsedTime(lookedAt);
            TimeSpan limit = ready.Count > 0 ? TimeSpan.Zero : follower.QuietIn is { } quiet && quiet < untilLook ? quiet : untilLook;
            mustLook = watch.Wait(follower.NeedsLook ? TimeSpan.Zero : limit) | follower.NeedsLook;
        }
    }

    /// <summary>A piece of each text, stored side by side.</summary>
    private void Store(Follower follower, FollowedText[] texts)
    {
        List<(Piece Piece, Task<IntakeStatus> Stored)> pieces = [];
        foreach (FollowedText text in texts)
        {
            if (_stop.IsCancellationRequested || !WaitForRoom())
                break;
            _router.Begin(_ledger, Peer.ThisMachine, naming: null);
            Piece? piece = follower.Read(text, line => Route(text, line));
            _router.CountBytes(piece?.Length ?? 0);
            EventBatch? batch = _router.Take();
            if (piece is not null)
            {
                pieces.Add((piece, batch is null
                    ? Task.FromResult(IntakeStatus.Stored)
                    : _store.StoreAsync(batch, CancellationToken.None, Client(text.Slot), text.SequenceBase + piece.EndOffset)));
            }
        }

        foreach ((Piece piece, Task<IntakeStatus> stored) in pieces)
            Settle(piece, stored.GetAwaiter().GetResult());
    }

    private bool Route(FollowedText text, ReadOnlyMemory<byte> line)
    {
        _events.Read(text.Path, line, _router.NowUnixNs, _event);
        _router.Route(_event);
        return _router.BatchBytes < PieceTextBytesMax;
    }

    private void Settle(Piece piece, IntakeStatus status)
    {
        if (status is IntakeStatus.Stored or IntakeStatus.AlreadyStored or IntakeStatus.SequenceTooOld)
        {
            piece.Commit();
            return;
        }

        piece.Abandon();
        if (!_isUnavailable)
            FollowingLog.StoreUnavailable(_log, _settings.Ledger);
        _isUnavailable = true;
    }

    private bool WaitForRoom()
    {
        try
        {
            _services.Store.Gate.WaitForRoom(_stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>False: it is to stop, or nothing can be stored yet.</returns>
    private bool WaitUntilAvailable()
    {
        if (_isUnavailable)
            _stop.WaitHandle.WaitOne(RetryInterval);
        while (!_store.IsAvailable && !_stop.IsCancellationRequested)
            _stop.WaitHandle.WaitOne(RetryInterval / 10);
        _isUnavailable = false;
        return _store.IsAvailable;
    }

    private string Client(int slot) => $"{_settings.Ledger}:{slot}";

    private long NewestSequence(int slot) => _services.Store.Journal?.NewestOf(Client(slot)) ?? 0;
}
