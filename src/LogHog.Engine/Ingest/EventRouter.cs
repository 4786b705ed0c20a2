using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Facilities;
using LogHog.Engine.Formats;
using LogHog.Engine.Ingest.Clients;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Storage;
using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest;

/// <summary>
/// Brings an event to its file: finds the facility, checks the signature, formats the line into the batch. One instance a
/// workspace, used by one loop at a time; it remembers the routes that it has found.
/// </summary>
internal sealed class EventRouter(IngestServices services)
{
    // A line names the time of its reception where it differs from the event's own by more: a wrong clock, a late arrival.
    private const long ReceivedLaterNs = 60L * 1_000_000_000;

    private readonly RouteCache _routes = new();
    private readonly ILineFormat?[] _formats = new ILineFormat?[Enum.GetValues<LineFormatKind>().Length];
    private readonly Dictionary<PythonFormatSettings, ILineFormat> _pythonFormats = [];
    private readonly Dictionary<FacilitySettings, SignatureVerifier?> _verifiers = new(ReferenceEqualityComparer.Instance);
    private readonly UncheckedEvents _unchecked = new();
    private readonly ClientGuard _guard = new();
    private readonly int[] _rejected = new int[Enum.GetValues<RejectReason>().Length];
    private FacilityTable _facilities = FacilityTable.Empty;
    private EventBatch? _batch;
    private EventLedger _ledger = null!;
    private Peer _peer = Peer.ThisMachine;
    private InputNaming? _naming;
    private IPAddress _rejectedPeer = IPAddress.None;
    private long _nowUnixNs;
    private long _bytes;
    private bool _anyRejected;

    public bool BatchIsFull => BatchBytes >= EventBatch.FullBytes;

    /// <summary>Bytes of text in the batch that is being filled.</summary>
    public int BatchBytes => _batch?.TextBytes ?? 0;

    /// <summary>When the turn began, for decoders.</summary>
    public long NowUnixNs => _nowUnixNs;

    /// <summary>Begins a turn of one source.</summary>
    /// <param name="ledger">Whose account it goes to.</param>
    /// <param name="peer">Who sends.</param>
    /// <param name="naming">Whose the events are by the input's settings; null = as they say.</param>
    public void Begin(EventLedger ledger, Peer peer, InputNaming? naming)
    {
        _ledger = ledger;
        _peer = peer;
        _naming = naming;
        _guard.Begin(services.Clients, peer);
        _nowUnixNs = services.NowUnixNs();
        FacilityTable current = services.Facilities;
        if (ReferenceEquals(current, _facilities))
            return;
        _facilities = current;
        _routes.Clear();
        _verifiers.Clear();
        _pythonFormats.Clear();
    }

    /// <summary>Takes the event over, or refuses and counts it. The event is free again after the call.</summary>
    /// <returns>
    /// Why it was refused, else <see cref="RejectReason.None"/>; a wrong signature of version 1 may come to light, and be counted,
    /// only with those of the next events or when the batch is handed on.
    /// </returns>
    public RejectReason Route(LogEvent logEvent)
    {
        _naming?.Apply(logEvent, _peer);
        // A sender that does not say where it is stands where it came from.
        if (logEvent.Host.IsEmpty)
            logEvent.Host = _peer.Host;

        int lane = -1;
        Route? route = null;
        RejectReason reason = _guard.Allows(logEvent) ? FindRoute(logEvent, out route) : RejectReason.ClientNotAllowed;
        if (reason == RejectReason.None && !_guard.IsWanted(route!.Clients))
            reason = RejectReason.ClientNotAllowed;
        if (reason == RejectReason.None && route!.Verifier is { } verifier)
            reason = verifier.Verify(logEvent.Signature, _nowUnixNs, _unchecked.Lanes, out lane);
        if (reason != RejectReason.None)
        {
            Reject(reason);
            return reason;
        }

        if (route!.IsQuarantine)
            services.Quarantine.Count(logEvent.App.Span, _peer.Address);
        logEvent.ReceivedUnixNs = IsLate(logEvent.TimeUnixNs) ? _nowUnixNs : 0;

        EventBatch batch = _batch ??= services.Batches.Rent(_ledger);
        int start = batch.TextBytes;
        route.Format.Write(logEvent, batch, route.Context);
        int length = batch.TextBytes - start;
        if (lane < 0 && _unchecked.IsEmpty)
            return Commit(batch, route, start, length, _peer.Address);

        // Also what needs no check waits behind what does: a connection's events keep their order.
        _unchecked.Add(new UncheckedEvents.Event(route, start, length, lane, _peer.Address));
        if (_unchecked.IsFull)
            CheckSignatures(batch);
        return RejectReason.None;
    }

    public void Reject(RejectReason reason) => Reject(reason, _peer.Address);

    public void CountBytes(int bytes) => _bytes += bytes;

    /// <summary>Hands the batch to the writers, once there is room for it.</summary>
    public ValueTask FlushAsync()
    {
        if (!Settle())
            return ValueTask.CompletedTask;
        Task room = services.Store.Gate.WaitForRoomAsync(CancellationToken.None);
        return room.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(room);
    }

    /// <summary>The same for a thread of its own, which does not wait for room. True = there is none, wait before the next read.</summary>
    public bool Flush() => Settle() && services.Store.Gate.IsFull;

    /// <summary>Enters all that was routed since the last time into the account, and gives it to the caller, who submits or drops it.</summary>
    /// <returns>Null when nothing was accepted.</returns>
    public EventBatch? Take()
    {
        EventBatch? batch = _batch;
        _batch = null;
        if (batch is not null && !_unchecked.IsEmpty)
            CheckSignatures(batch);
        if (batch?.Events == 0)
        {
            services.Batches.Return(batch);
            batch = null;
        }

        if (batch is null && !_anyRejected)
        {
            TakeBytes();
            return null;
        }

        _ledger.Receive(batch?.Events ?? 0, _rejected, TakeBytes());
        if (_anyRejected)
            NoteRejected();
        // A nonce is on record before its line can be in a file, so that a kill between them opens no gap.
        services.Replay.Record(_nowUnixNs);
        return batch;
    }

    private bool Settle()
    {
        if (Take() is not { } batch)
            return false;
        batch.Submit(services.Store.Gate, outcome: null);
        return true;
    }

    private RejectReason Commit(EventBatch batch, Route route, int start, int length, IPAddress peer)
    {
        if (route.BatchNumber != batch.Number)
        {
            if ((route.Writer ??= route.FindWriter!()) is not { } writer)
            {
                Reject(RejectReason.TooManyFiles, peer);
                return RejectReason.TooManyFiles;
            }

            route.BatchNumber = batch.Number;
            route.Part = batch.PartOf(writer);
        }

        batch.Commit(route.Part, start, length);
        return RejectReason.None;
    }

    private void CheckSignatures(EventBatch batch)
    {
        int right = _unchecked.Lanes.Check();
        foreach (ref readonly UncheckedEvents.Event one in _unchecked.TakeAll())
        {
            if (one.IsRight(right))
                Commit(batch, one.Route, one.Start, one.Length, one.Peer);
            else
                Reject(RejectReason.SignatureWrong, one.Peer);
        }
    }

    private void Reject(RejectReason reason, IPAddress peer)
    {
        if (_anyRejected && !peer.Equals(_rejectedPeer))
        {
            // What is noted names one source.
            _ledger.Receive(0, _rejected, 0);
            NoteRejected();
        }

        _rejectedPeer = peer;
        _rejected[(int)reason]++;
        _anyRejected = true;
    }

    private long TakeBytes()
    {
        long bytes = _bytes;
        _bytes = 0;
        return bytes;
    }

    private void NoteRejected()
    {
        for (int reason = 0; reason < _rejected.Length; reason++)
        {
            if (_rejected[reason] > 0)
                services.Rejects.Note(_ledger.Input, (RejectReason)reason, _rejectedPeer, _rejected[reason]);
        }

        Array.Clear(_rejected);
        _anyRejected = false;
    }

    /// <summary>Far from now in either direction; times of a hostile sender may lie centuries away, so no difference is taken.</summary>
    private bool IsLate(long timeUnixNs) =>
        timeUnixNs < _nowUnixNs - ReceivedLaterNs || timeUnixNs > _nowUnixNs + ReceivedLaterNs;

    private RejectReason FindRoute(LogEvent logEvent, out Route? route)
    {
        route = _routes.Find(logEvent.App.Span, logEvent.Module.Span, default);
        if (route is null)
        {
            route = CreateRoute(logEvent, host: null);
            if (route is null)
                return RejectReason.TooManyFiles;
            _routes.Add(route, logEvent.App.Span, logEvent.Module.Span, default);
        }

        if (!route.IsPerHost)
            return RejectReason.None;
        route = _routes.Find(logEvent.App.Span, logEvent.Module.Span, logEvent.Host.Span);
        if (route is not null)
            return RejectReason.None;
        route = CreateRoute(logEvent, logEvent.Host.ToArray());
        if (route is null)
            return RejectReason.TooManyFiles;
        _routes.Add(route, logEvent.App.Span, logEvent.Module.Span, logEvent.Host.Span);
        return RejectReason.None;
    }

    /// <summary>The slow way, once for each application, module and host that this loop meets. Null = no further file is allowed.</summary>
    private Route? CreateRoute(LogEvent logEvent, byte[]? host)
    {
        // Names become paths as bytes: two that are not quite UTF-8 must not meet in one file.
        byte[] app = logEvent.App.ToArray();
        string module = Encoding.UTF8.GetString(logEvent.Module.Span);
        FacilitySettings? facility = _facilities.Find(Encoding.UTF8.GetString(app), module);
        if (facility is null)
        {
            return new Route(services.Store.QuarantineWriter, Format(LineFormatKind.Standard), default, null)
            {
                IsQuarantine = true,
            };
        }

        SignatureVerifier? verifier = Verifier(facility);
        LineContext context = new(app);
        if (facility.FilePerHost && host is null)
            return new Route(services.Store.QuarantineWriter, Format(facility), context, verifier) { IsPerHost = true };
        if (verifier is not null || !facility.Clients.IsEmpty)
        {
            return new Route(null, Format(facility), context, verifier)
            {
                Clients = facility.Clients.IsEmpty ? null : facility.Clients,
                FindWriter = () => services.Store.WriterFor(facility, app, host),
            };
        }

        FacilityWriter? writer = services.Store.WriterFor(facility, app, host);
        return writer is null ? null : new Route(writer, Format(facility), context, verifier);
    }

    private ILineFormat Format(FacilitySettings facility)
    {
        if (facility.Python is not { } python)
            return Format(facility.Format);
        if (!_pythonFormats.TryGetValue(python, out ILineFormat? format))
            _pythonFormats.Add(python, format = LineFormats.CreateFormat(facility, services.Store.Zone));
        return format;
    }

    private ILineFormat Format(LineFormatKind kind) =>
        _formats[(int)kind] ??= LineFormats.CreateFormat(kind, services.Store.Zone);

    private SignatureVerifier? Verifier(FacilitySettings facility)
    {
        if (!_verifiers.TryGetValue(facility, out SignatureVerifier? verifier))
            _verifiers.Add(facility, verifier = SignatureVerifier.For(facility, services.Replay));
        return verifier;
    }
}
