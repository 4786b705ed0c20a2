using System.Collections.Concurrent;
using System.Collections.Frozen;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest;

/// <summary>Takes in whole requests of protocols that acknowledge, and answers when their events are safe.</summary>
public sealed class AcknowledgedIntake
{
    private static readonly FrozenDictionary<RejectReason, int> NoneRejected = FrozenDictionary<RejectReason, int>.Empty;

    // Half of what one batch of the journal holds: an event of any allowed size and the files' names go on top.
    private const int PieceBytes = 2 << 20;

    private readonly IngestServices _services;
    private readonly IntakeSource _own;
    private readonly ConcurrentBag<EventRouter> _routers = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _closed;

    /// <param name="services">What every intake shares.</param>
    /// <param name="own">The source of requests that name none.</param>
    internal AcknowledgedIntake(IngestServices services, IntakeSource own)
    {
        _services = services;
        _own = own;
    }

    /// <summary>Decodes, stores and only then answers.</summary>
    /// <param name="request">Its body is borrowed until the answer.</param>
    /// <param name="cancel">Ends the wait for the answer; what was taken is stored nevertheless.</param>
    public async Task<IntakeResult> TakeAsync(IntakeRequest request, CancellationToken cancel)
    {
        if (!Enter())
            return Refused(IntakeStatus.Unavailable);
        try
        {
            IntakeSource source = request.Source ?? _own;
            AcknowledgedStore store = source.Store;
            if (!store.IsAvailable)
                return Refused(IntakeStatus.Unavailable);
            if (_services.Store.Gate.IsFull)
                return Refused(IntakeStatus.Busy);
            if (source.Input.Rate?.Wait() is { Ticks: > 0 })
                return Refused(IntakeStatus.TooFast);
            Dictionary<RejectReason, int> rejected = [];
            List<EventBatch> batches = Route(request, rejected);
            int accepted = batches.Sum(static batch => batch.Events);
            IntakeStatus status = await StoreAsync(store, batches, request, cancel);
            return new IntakeResult(status, status == IntakeStatus.Stored ? accepted : 0, rejected);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more; done when what was taken is with the writers.</summary>
    internal Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_underWay == 0)
                _allTaken.TrySetResult();
        }

        return _allTaken.Task;
    }

    private static IntakeResult Refused(IntakeStatus status) => new(status, 0, NoneRejected);

    /// <summary>One batch, or the pieces of a large request in their order: the first that fails is the last that is tried.</summary>
    private async Task<IntakeStatus> StoreAsync(
        AcknowledgedStore store, List<EventBatch> batches, IntakeRequest request, CancellationToken cancel)
    {
        IntakeStatus status = IntakeStatus.Stored;
        for (int next = 0; next < batches.Count; next++)
        {
            if (status != IntakeStatus.Stored)
                batches[next].Drop(DropReason.NotAcknowledged);
            else
                status = await store.StoreAsync(batches[next], cancel, request.Client, request.Sequence);
            if (status == IntakeStatus.Unavailable && next > 0)
                status = IntakeStatus.Failed; // pieces before it are stored: "nothing was taken" would not be true
        }

        return status;
    }

    /// <summary>Decodes and formats on this thread, with a router of its own.</summary>
    private List<EventBatch> Route(IntakeRequest request, Dictionary<RejectReason, int> rejected)
    {
        if (!_routers.TryTake(out EventRouter? router))
            router = new EventRouter(_services);
        Input input = (request.Source ?? _own).Input;
        Peer peer = request.Identity is null ? new Peer(request.Peer) : new Peer(request.Peer).KnownAs(request.Identity);
        // Names are given before the sender's right to them is looked at, so the router has nothing left to name.
        router.Begin(input.Ledger, peer, naming: null);
        router.CountBytes(request.Body.Length);
        List<EventBatch> batches = [];
        Route(request, input.Rules.Naming, peer, router, rejected, batches);
        if (router.Take() is { } last)
            batches.Add(last);
        _routers.Add(router);
        return batches;
    }

    private static void Route(
        IntakeRequest request, InputNaming? naming, Peer peer, EventRouter router, Dictionary<RejectReason, int> rejected, List<EventBatch> full)
    {
        LogEvent logEvent = new();
        for (ReadOnlyMemory<byte> rest = request.Body; !rest.IsEmpty;)
        {
            DecodeStatus status = request.Decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason);
            rest = status is DecodeStatus.Event or DecodeStatus.Rejected ? rest[consumed..] : default;
            if (status == DecodeStatus.NeedMore && consumed > 0)
                return; // nothing more in it, though bytes are left: what stands behind the last record
            if (status == DecodeStatus.NeedMore)
                reason = RejectReason.FrameTruncated;
            if (status == DecodeStatus.Event)
                naming?.Apply(logEvent, peer);
            if (status == DecodeStatus.Event && request.MayWriteApp?.Invoke(logEvent.App) == false)
                reason = RejectReason.SourceNotAllowed;
            if (reason != RejectReason.None)
                router.Reject(reason);
            else
                reason = router.Route(logEvent);
            if (reason != RejectReason.None)
                rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
            request.Outcomes?.Add(reason);
            // A numbered request stays whole, since its number is stored with it: all of it or nothing.
            if (request.Client.Length == 0 && router.BatchBytes >= PieceBytes && router.Take() is { } piece)
                full.Add(piece);
        }
    }

    private bool Enter()
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            _underWay++;
            return true;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_underWay == 0 && _closed)
                _allTaken.TrySetResult();
        }
    }
}
