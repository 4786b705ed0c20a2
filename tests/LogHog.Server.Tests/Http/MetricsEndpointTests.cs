using System.Net;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.Server.Http;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http;

public sealed class MetricsEndpointTests
{
    private static readonly InputSnapshot Python = new(
        "python",
        Received: 10,
        Stored: 6,
        new Dictionary<RejectReason, long> { [RejectReason.FrameTooLarge] = 1 },
        new Dictionary<DropReason, long> { [DropReason.DiskError] = 1 },
        Pending: 2,
        ConnectionsOpen: 3,
        BytesReceived: 4096,
        new Dictionary<CutReason, long> { [CutReason.FrameTimeout] = 1 });

    [Fact]
    public void The_account_of_an_input_adds_up_in_the_metrics()
    {
        MetricsText metrics = MetricsText.Parse(MetricsEndpoint.Text(View(new EngineSnapshot { Inputs = [Python] })));

        const string input = "input=\"python\"";
        Assert.Equal(10, metrics.Sum("loghog_events_received_total", input));
        Assert.Equal(
            metrics.Sum("loghog_events_received_total", input),
            metrics.Sum("loghog_events_stored_total", input) + metrics.Sum("loghog_events_rejected_total", input)
            + metrics.Sum("loghog_events_dropped_total", input) + metrics.Sum("loghog_events_pending", input));
        Assert.Equal(1, metrics.Sum("loghog_events_rejected_total", input, "reason=\"frame_too_large\""));
        Assert.Equal(1, metrics.Sum("loghog_events_dropped_total", input, "reason=\"disk_error\""));
    }

    [Fact]
    public void Every_reason_is_there_before_it_occurs()
    {
        MetricsText metrics = MetricsText.Parse(MetricsEndpoint.Text(View(new EngineSnapshot { Inputs = [Python] })));

        int reasons = metrics.Samples.Keys.Count(key => key.StartsWith("loghog_events_rejected_total{", StringComparison.Ordinal));
        Assert.Equal(Enum.GetValues<RejectReason>().Length - 1, reasons);
    }

    [Fact]
    public void The_engines_own_numbers_are_grouped_by_name_and_labels_are_escaped()
    {
        var snapshot = new EngineSnapshot
        {
            Inputs = [Python with { Input = "a\"b\\c\nd" }],
            Metrics =
            [
                new MetricValue("loghog_x_total", "format=\"xz\"", 1, IsCounter: true, "X."),
                new MetricValue("loghog_y", "", 0.5, IsCounter: false, "Y\nof two lines."),
                new MetricValue("loghog_x_total", "format=\"zstd\"", 2, IsCounter: true, "X."),
            ],
        };

        MetricsText metrics = MetricsText.Parse(MetricsEndpoint.Text(View(snapshot)));

        Assert.Equal(3, metrics.Sum("loghog_x_total"));
        Assert.Equal(0.5, metrics.Sum("loghog_y"));
        Assert.Equal(10, metrics.Samples["loghog_events_received_total{input=\"a\\\"b\\\\c\\nd\"}"]);
    }

    [Fact]
    public async Task The_running_daemon_speaks_the_format_strictly_and_only_in_its_own_name()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");

        using HttpResponseMessage response = await hog.Send(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        MetricsText metrics = MetricsText.Parse(await response.Content.ReadAsStringAsync());
        Assert.All(metrics.Types.Keys, name => Assert.StartsWith("loghog_", name, StringComparison.Ordinal));
        Assert.InRange(metrics.Sum("loghog_process_resident_memory_bytes"), 10e6, 200e6);
        Assert.True(metrics.Sum("loghog_process_cpu_seconds_total") > 0);
        Assert.True(metrics.Sum("loghog_process_open_fds") < metrics.Sum("loghog_process_max_fds"));
    }

    private static DaemonView View(EngineSnapshot snapshot) => new(
        () => snapshot, () => throw new NotSupportedException("the metrics need no settings"), DateTimeOffset.UnixEpoch, "1.2.3");
}
