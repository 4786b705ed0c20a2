using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.Server.Http.Access;

namespace LogHog.Server.Http;

/// <summary>
/// <c>/metrics</c>: the account of law 2 for each input, the engine's other numbers, and the process. The values of every
/// label are bounded: inputs by the configuration, reasons by their enums.
/// </summary>
internal static class MetricsEndpoint
{
    private static readonly Dictionary<RejectReason, string> RejectNames = Names<RejectReason>(skip: RejectReason.None);
    private static readonly Dictionary<DropReason, string> DropNames = Names<DropReason>(skip: null);
    private static readonly Dictionary<CutReason, string> CutNames = Names<CutReason>(skip: null);

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon) => routes.MapGet("/metrics", context =>
        PlainText.Write(context, StatusCodes.Status200OK, Text(daemon), PrometheusText.ContentType))
        .WithMetadata(new AccessMetadata(AccessRequirement.LocalOrQuery));

    public static string Text(DaemonView daemon)
    {
        var text = new PrometheusText();
        EngineSnapshot snapshot = daemon.Snapshot();
        text.Gauge("loghog_build_info", "The version that runs; always 1.").Sample(1, ("version", daemon.Version));
        text.Gauge("loghog_ready", "1 when every listener is bound and the store takes events.")
            .Sample(snapshot.IsReady ? 1 : 0);
        WriteAccounts(text, snapshot.Inputs);
        text.Gauge("loghog_quarantined_applications", "Applications that send but have no facility.")
            .Sample(snapshot.Quarantined.Select(source => source.App).Distinct(StringComparer.Ordinal).Count());
        WriteEngine(text, snapshot.Metrics);
        ProcessMetrics.Write(text, daemon.StartedAt);
        return text.ToString();
    }

    private static void WriteAccounts(PrometheusText text, IReadOnlyList<InputSnapshot> inputs)
    {
        text.Counter("loghog_events_received_total", "Events and frames that arrived.");
        foreach (InputSnapshot input in inputs) text.Sample(input.Received, ("input", input.Input));
        text.Counter("loghog_events_stored_total", "Events that stand in a log file.");
        foreach (InputSnapshot input in inputs) text.Sample(input.Stored, ("input", input.Input));
        text.Counter("loghog_events_rejected_total", "Events and frames that were refused; nothing of them was written.");
        foreach (InputSnapshot input in inputs) WriteReasons(text, input.Input, RejectNames, input.Rejected);
        text.Counter("loghog_events_dropped_total", "Events that were taken in and lost in the end.");
        foreach (InputSnapshot input in inputs) WriteReasons(text, input.Input, DropNames, input.Dropped);
        text.Counter("loghog_events_cut_total", "Events that were kept without their end, and say so.");
        foreach (InputSnapshot input in inputs) WriteReasons(text, input.Input, CutNames, input.Cut);
        text.Gauge("loghog_events_pending", "Events on their way to a file.");
        foreach (InputSnapshot input in inputs) text.Sample(input.Pending, ("input", input.Input));
        text.Gauge("loghog_connections_open", "Connections that are open now.");
        foreach (InputSnapshot input in inputs) text.Sample(input.ConnectionsOpen, ("input", input.Input));
        text.Counter("loghog_received_bytes_total", "Bytes that arrived, frames and all.");
        foreach (InputSnapshot input in inputs) text.Sample(input.BytesReceived, ("input", input.Input));
    }

    /// <summary>Every reason is there from the start, so that a rate over the first event is not lost.</summary>
    private static void WriteReasons<TReason>(
        PrometheusText text, string input, Dictionary<TReason, string> names, IReadOnlyDictionary<TReason, long> counts)
        where TReason : struct, Enum
    {
        foreach ((TReason reason, string name) in names)
            text.Sample(counts.GetValueOrDefault(reason), ("input", input), ("reason", name));
    }

    private static void WriteEngine(PrometheusText text, IReadOnlyList<MetricValue> metrics)
    {
        foreach (IGrouping<string, MetricValue> family in metrics.GroupBy(metric => metric.Name, StringComparer.Ordinal))
        {
            MetricValue first = family.First();
            if (first.IsCounter) text.Counter(first.Name, first.Help);
            else text.Gauge(first.Name, first.Help);
            foreach (MetricValue metric in family) text.SampleWith(metric.Labels, metric.Value);
        }
    }

    private static Dictionary<TReason, string> Names<TReason>(TReason? skip)
        where TReason : struct, Enum =>
        Enum.GetValues<TReason>().Where(reason => !reason.Equals(skip))
            .ToDictionary(reason => reason, reason => PrometheusText.SnakeCase(reason.ToString()));
}
