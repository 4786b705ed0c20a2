using System.Text.Json;
using LogHog.Engine.Diagnostics;
using LogHog.Status;

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
                .. snapshot.Listening.Select(at => new Listener(at.Kind, at.Address.ToString()!)),
                .. daemon.HttpAddresses.Select(at => new Listener(daemon.HttpScheme, at.ToString())),
            ],
            [.. snapshot.Inputs.Select(Account)],
            QuarantineText.Summary(snapshot.Quarantined),
            [.. snapshot.Quarantined.Select(from =>
                new Quarantined(from.App, from.Peer, from.Events, from.FirstSeen, from.LastSeen))])
        {
            Alerts = snapshot.Alerts is { Rules: > 0 } alerts
                ? new AlertsAccount(alerts.Rules, alerts.Firing, alerts.CutOff, alerts.EventsUnseen, alerts.NotificationsWaiting)
                : null,
        };
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
