using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest;

/// <summary>Takes in whole requests of protocols that acknowledge, and answers when their events are safe.</summary>
public sealed class AcknowledgedIntake
{
    private static readonly FrozenDictionary<RejectReason, int> NoneRejected = FrozenDictionary<RejectReason, int>.Empty;

    private readonly IngestServices _services;
    private readonly EventLedger _ledger;
    private readonly ConcurrentBag<EventRouter> _routers = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _closed;

    internal AcknowledgedIntake(IngestServices services, EventLedger ledger)
    {
        _services = services;
        _ledger = ledger;
    }

    /// <summary>Decodes, stores and only then answers.</summary>
    /// <param name="request">Its body is borrowed until the answer.</param>
    /// <param name="cancel">Ends the wait for the answer; what was taken is stored nevertheless.</param>
    public async Task<IntakeResult> TakeAsync(IntakeRequest request, CancellationToken cancel)
    {
        if (!Enter())
            return new IntakeResult(IntakeStatus.Unavailable, 0, NoneRejected);
        IntakeOutcome outcome = new();
        int accepted;
        Dictionary<RejectReason, int> rejected = [];
        try
        {
            if (_services.Store.Problem is not null)
                return new IntakeResult(IntakeStatus.Unavailable, 0, NoneRejected);
            if (_services.Store.Gate.IsFull)
                return new IntakeResult(IntakeStatus.Busy, 0, NoneRejected);
            accepted = Submit(request, rejected, outcome);
        }
        finally
        {
            Leave();
        }

        bool isStored = accepted == 0 || await outcome.Done.WaitAsync(cancel);
        return new IntakeResult(isStored ? IntakeStatus.Stored : IntakeStatus.Failed, isStored ? accepted : 0, rejected);
    }

    /// <summary>Counts a request whose body never became events: cut off, too large, not what it says it is.</summary>
    public void Refuse(IPAddress peer, RejectReason reason)
    {
        _ledger.Reject(reason);
        _services.Rejects.Note(_ledger.Input, reason, peer);
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

    /// <returns>How many events were handed to the writers.</returns>
    private int Submit(IntakeRequest request, Dictionary<RejectReason, int> rejected, IBatchOutcome outcome)
    {
        if (!_routers.TryTake(out EventRouter? router))
            router = new EventRouter(_services);
        router.Begin(_ledger, request.Peer);
        router.CountBytes(request.Body.Length);
        int accepted = Route(request, router, rejected);
        router.Submit(outcome);
        _routers.Add(router);
        return accepted;
    }

    private static int Route(IntakeRequest request, EventRouter router, Dictionary<RejectReason, int> rejected)
    {
        LogEvent logEvent = new();
        int accepted = 0;
        for (ReadOnlyMemory<byte> rest = request.Body; !rest.IsEmpty;)
        {
            DecodeStatus status = request.Decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason);
            rest = status is DecodeStatus.Event or DecodeStatus.Rejected ? rest[consumed..] : default;
            if (status == DecodeStatus.NeedMore)
                reason = RejectReason.FrameTruncated;
            if (status == DecodeStatus.Event && request.MayWriteApp?.Invoke(logEvent.App) == false)
                reason = RejectReason.SourceNotAllowed;
            if (reason != RejectReason.None)
                router.Reject(reason);
            else
                reason = router.Route(logEvent);
            if (reason == RejectReason.None)
                accepted++;
            else
                rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
        }

        return accepted;
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

    /// <summary>Waits for the writers: true when every event is in its file.</summary>
    private sealed class IntakeOutcome : IBatchOutcome
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _failed;

        public Task<bool> Done => _done.Task;

        public void Failed(DropReason reason) => _failed = true;

        public void Settled() => _done.TrySetResult(!_failed);
    }
}
