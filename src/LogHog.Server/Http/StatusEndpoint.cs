using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http;

/// <summary><c>/api/v1/status</c>: what the daemon does, in JSON, for <c>loghog status</c> and the web page.</summary>
internal static class StatusEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon) => routes.MapGet("/api/v1/status", context =>
        PlainText.Write(context, StatusCodes.Status200OK, Json(daemon), "application/json"));

    public static string Json(DaemonView daemon)
    {
        EngineSnapshot snapshot = daemon.Snapshot();
        var status = new DaemonStatus(
            daemon.Version,
            Environment.ProcessId,
            daemon.StartedAt,
            snapshot.IsReady,
            snapshot.NotReadyBecause,
            daemon.Settings().Main.LogDir,
            [
                .. snapshot.Listening.Select(at => new Listener(at.Kind, at.Address.ToString())),
                .. daemon.HttpAddresses.Select(at => new Listener("http", at.ToString())),
            ],
            [.. snapshot.Inputs.Select(Account)],
            QuarantineText.Summary(snapshot.Quarantined),
            [.. snapshot.Quarantined.Select(from =>
                new Quarantined(from.App, from.Peer, from.Events, from.FirstSeen, from.LastSeen))]);
        return JsonSerializer.Serialize(status, StatusJson.Default.DaemonStatus);
    }

    private static InputAccount Account(InputSnapshot input) => new(
        input.Input, input.Received, input.Stored, Counts(input.Rejected), Counts(input.Dropped), input.Pending,
        input.ConnectionsOpen, input.BytesReceived);

    /// <summary>Only the reasons that occurred: this is read by people.</summary>
    private static Dictionary<string, long> Counts<TReason>(IReadOnlyDictionary<TReason, long> counts)
        where TReason : struct, Enum =>
        counts.Where(count => count.Value != 0)
            .ToDictionary(
                count => PrometheusText.SnakeCase(count.Key.ToString()), count => count.Value, StringComparer.Ordinal);
}

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
    IReadOnlyList<Quarantined> Quarantined);

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
