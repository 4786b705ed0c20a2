using System.Diagnostics;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Scale;

public sealed class FiftyThousandFilesTests(ITestOutputHelper output)
{
    private const int Applications = 1000;
    private const int Hosts = 50;
    private const int OpenFilesMax = 200;

    // Sockets, libraries, the runtime's own pipes, a directory here and there.
    private const int OtherDescriptorsMax = 300;

    [Fact]
    public async Task Every_line_is_where_it_belongs_with_few_descriptors_and_a_restart_finds_all_files()
    {
        using var folder = new TempFolder();
        var options = new LogHogProcessOptions { Folder = folder.Path };
        string configuration = $"[limits]\nmax_open_files = {OpenFilesMax}\n";
        // No midnight falls into it but New Year's.
        string facilities = string.Concat(Enumerable.Range(0, Applications).Select(app =>
            $"[app-{app}]\nrotate = yearly\nbackup_count = 3\nfile_per_host = yes\n"));
        await using (LogHogProcess hog = await LogHogProcess.StartAsync(configuration, facilities, options))
        {
            Task sending = SendAsync(hog);
            int descriptorsMax = 0;
            await hog.WaitForMetrics(metrics =>
            {
                descriptorsMax = Math.Max(descriptorsMax, ProcessFigures.Of(hog.ProcessId).Descriptors);
                return metrics.Sum("loghog_events_stored_total") == Applications * Hosts;
            });
            await sending;
            output.WriteLine($"at most {descriptorsMax} descriptors, {ProcessFigures.Of(hog.ProcessId).ResidentBytes / 1e6:F1} MB resident");
            Assert.InRange(descriptorsMax, 1, OpenFilesMax + OtherDescriptorsMax);
            AssertEveryLineIsInItsFile(hog);
            Assert.Equal(0, await hog.StopAsync());
        }

        var starting = Stopwatch.StartNew();
        await using LogHogProcess again = await LogHogProcess.StartAsync(configuration, facilities, options);
        TimeSpan toListening = starting.Elapsed;
        output.WriteLine($"start to listening over {Applications * Hosts} files: {toListening.TotalMilliseconds:F0} ms");
        Assert.InRange(toListening, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        MetricsText metrics = await again.WaitForMetrics(found => found.Sum("loghog_files") >= Applications * Hosts);
        Assert.Equal(0, metrics.Sum("loghog_rotations_total"));
        Assert.InRange(ProcessFigures.Of(again.ProcessId).Descriptors, 1, OpenFilesMax + OtherDescriptorsMax);
    }

    private static async Task SendAsync(LogHogProcess hog)
    {
        using Peer peer = await Peer.ConnectAsync(hog);
        for (int host = 0; host < Hosts; host++)
        {
            using var frames = new MemoryStream();
            for (int app = 0; app < Applications; app++)
                frames.Write(Wire.Frame($"app-{app}", $"line of {app} from {host}", host: $"h{host}"));
            await peer.SendAsync(frames.ToArray());
        }

        await peer.FinishAsync();
    }

    private static void AssertEveryLineIsInItsFile(LogHogProcess hog)
    {
        Span<byte> content = new byte[4096];
        for (int app = 0; app < Applications; app++)
        {
            for (int host = 0; host < Hosts; host++)
            {
                using var file = File.OpenHandle(hog.PathOf($"app-{app}/h{host}-root.log"));
                string line = Encoding.UTF8.GetString(content[..RandomAccess.Read(file, content, 0)]);
                Assert.EndsWith($" h{host} app-{app}: line of {app} from {host}\n", line, StringComparison.Ordinal);
                Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            }
        }
    }
}
