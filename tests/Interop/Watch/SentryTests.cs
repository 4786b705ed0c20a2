using LogHog.TestKit;

namespace LogHog.Interop.Tests.Watch;

/// <summary>A real loghogd follows an auth.log through rotations by the real logrotate, restarts and kills.</summary>
public sealed class SentryTests
{
    [Theory]
    [InlineData("create;compress")]
    [InlineData("create;compress;delaycompress;dateext;dateformat -%Y%m%d-%s")]
    [InlineData("copytruncate;compress")]
    public async Task Every_line_is_stored_once_through_rotations_a_stop_and_a_kill(string how)
    {
        using FollowedLog log = new();
        using TempFolder home = new();
        LogHogProcessOptions options = new() { Folder = home.Path };
        string configuration = $"[tail:auth]\npath = {log.Path}\n";
        log.Write(1_000);
        LogHogProcess hog = await LogHogProcess.StartAsync(configuration, options: options);
        await using (hog)
        {
            await log.AssertStoredAsync(hog, "auth/root.log");
            log.Write(500);
            await log.RotateAsync(how);
            log.Write(500);
            await log.AssertStoredAsync(hog, "auth/root.log");
            await hog.StopAsync();
        }

        log.Write(700);
        await log.RotateAsync(how);
        log.Write(700);
        hog = await LogHogProcess.StartAsync(configuration, options: options);
        log.Write(2_000);
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") > 500);
        await hog.KillAsync();
        await hog.DisposeAsync();
        await log.RotateAsync(how);
        log.Write(900);

        await using LogHogProcess last = await LogHogProcess.StartAsync(configuration, options: options);
        await log.AssertStoredAsync(last, "auth/root.log");
        MetricsText metrics = await last.Metrics();
        Assert.Equal(0, metrics.Sum("loghog_tail_lost_files_total"));
        Assert.Equal(0, metrics.Sum("loghog_tail_lost_bytes_total"));
        Assert.Equal(
            metrics.Sum("loghog_events_received_total"),
            metrics.Sum("loghog_events_stored_total") + metrics.Sum("loghog_events_rejected_total") + metrics.Sum("loghog_events_dropped_total")
                + metrics.Sum("loghog_events_pending"));
    }
}
