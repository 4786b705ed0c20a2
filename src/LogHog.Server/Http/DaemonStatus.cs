using System.Text.Json.Serialization;

namespace LogHog.Status;

/// <summary>
/// The answer of <c>/api/v1/status</c>. This file is compiled into loghogd, which writes it, and into loghog, which reads it.
/// </summary>
internal sealed record DaemonStatus(
    string Version,
    int ProcessId,
    DateTimeOffset StartedAt,
    bool Ready,
    string NotReadyBecause,
    string LogDir,
    IReadOnlyList<Listener> Listening,
    IReadOnlyList<InputAccount> Inputs,
    string QuarantineSummary,
    IReadOnlyList<Quarantined> Quarantined)
{
    /// <summary>Null: there are no rules.</summary>
    public AlertsAccount? Alerts { get; init; }
}

internal sealed record AlertsAccount(int Rules, int Firing, int CutOff, long EventsUnseen, int NotificationsWaiting);

internal sealed record Listener(string Kind, string Address);

internal sealed record InputAccount(
    string Input,
    long Received,
    long Stored,
    IReadOnlyDictionary<string, long> Rejected,
    IReadOnlyDictionary<string, long> Dropped,
    long Pending,
    long ConnectionsOpen,
    long BytesReceived);

internal sealed record Quarantined(
    string App, string Peer, long Events, DateTimeOffset FirstSeen, DateTimeOffset LastSeen);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DaemonStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
