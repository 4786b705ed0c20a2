using System.Net;
using System.Runtime.InteropServices;
using LogHog.Protocols;

namespace LogHog.Engine.Diagnostics;

/// <summary>What the engine tells about itself, for <c>/metrics</c>, <c>/health</c> and the log; taken at one moment.</summary>
public sealed record EngineSnapshot
{
    /// <summary>Ready: every listener is bound and the store takes events.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why not, for people; empty when ready.</summary>
    public string NotReadyBecause { get; init; } = "";

    /// <summary>Where it listens, as bound (port 0 resolved): kind is <c>tcp</c>, <c>udp</c>, or an input's name and one of these behind a slash.</summary>
    public IReadOnlyList<(string Kind, EndPoint Address)> Listening { get; init; } = [];

    public IReadOnlyList<InputSnapshot> Inputs { get; init; } = [];

    /// <summary>Applications that send but have no facility, most events first; at most 1,000 are told apart.</summary>
    public IReadOnlyList<QuarantinedSource> Quarantined { get; init; } = [];

    public AlertsSnapshot Alerts { get; init; }

    /// <summary>Every other number: metric name (with <c>loghog_</c>, without labels) to value and kind.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];
}

/// <summary>How it stands with the alert rules.</summary>
/// <param name="Rules">In force.</param>
/// <param name="Firing">Groups that fire.</param>
/// <param name="CutOff">Rules that took too much processor time.</param>
/// <param name="EventsUnseen">That came too fast.</param>
/// <param name="NotificationsWaiting">For their channels.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AlertsSnapshot(int Rules, int Firing, int CutOff, long EventsUnseen, int NotificationsWaiting);

/// <summary>The account of one input: <c>Received = Stored + ΣRejected + ΣDropped + Pending</c> (law 2).</summary>
public sealed record InputSnapshot(
    string Input,
    long Received,
    long Stored,
    IReadOnlyDictionary<RejectReason, long> Rejected,
    IReadOnlyDictionary<DropReason, long> Dropped,
    long Pending,
    long ConnectionsOpen,
    long BytesReceived,
    IReadOnlyDictionary<CutReason, long> Cut);

/// <summary>Why the end of a message that was kept is missing. Each name is a value of the metric label <c>reason</c> (snake_case).</summary>
public enum CutReason : byte
{
    /// <summary>It did not come in time.</summary>
    FrameTimeout,

    /// <summary>It is longer than the datagrams that are taken.</summary>
    DatagramTooLong,
}

/// <summary>Why an accepted event was not stored in the end. Each name is a value of the metric label <c>reason</c> (snake_case).</summary>
public enum DropReason : byte
{
    /// <summary>The disk refused it, and the wait for it was given up.</summary>
    DiskError,

    /// <summary>The journal could not take it; the sender was told to send it again.</summary>
    NotAcknowledged,

    /// <summary>The sender sent it again, and it was already stored.</summary>
    Duplicate,

    /// <summary>The server stopped and its deadline was over.</summary>
    Shutdown,

    /// <summary>The kernel's receive buffer was full (datagrams only; the kernel's own count).</summary>
    ReceiveBufferFull,
}

/// <summary>An application without a facility.</summary>
public sealed record QuarantinedSource(string App, string Peer, long Events, DateTimeOffset FirstSeen, DateTimeOffset LastSeen);

/// <summary>A number for <c>/metrics</c>; <paramref name="Labels"/> is empty or the inside of the braces, escaped.</summary>
public readonly record struct MetricValue(string Name, string Labels, double Value, bool IsCounter, string Help);
