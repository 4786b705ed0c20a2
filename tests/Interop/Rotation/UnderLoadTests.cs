using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

/// <summary>Signals while messages come without a pause: no connection is dropped, no message lost, doubled or torn.</summary>
public sealed class UnderLoadTests
{
    private const string Facilities = "[shop]\nrotate = yearly\nbackup_count = 3\n";

    [Fact]
    public async Task Logrotate_and_SIGUSR1_lose_no_line()
    {
        const int rotations = 5;
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", Facilities);
        string file = hog.PathOf("shop/root.log");
        string rules = Path.Combine(hog.Folder, "logrotate.conf");
        File.WriteAllText(rules, $$"""
            {{file}} {
              rotate 50
              nocompress
              nocreate
              postrotate
                kill -USR1 {{hog.ProcessId}}
              endscript
            }

            """);
        File.SetUnixFileMode(rules, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var load = await SteadyLoad.StartAsync(hog, "shop");
        await hog.StoredAsync(100);

        for (int i = 1; i <= rotations; i++)
        {
            ProgramResult rotated = await ExternalProgram.RunAsync(
                "/usr/sbin/logrotate", "--force", "--state", Path.Combine(hog.Folder, "logrotate.state"), rules);
            Assert.True(rotated.ExitCode == 0, rotated.ToString());
            Assert.True(File.Exists($"{file}.{i}"), string.Join('\n', hog.Files().Keys));
            await hog.WaitForMetrics(_ => File.Exists(file) && new FileInfo(file).Length > 0);
        }

        int sent = await load.StopAsync();
        await hog.StoredAsync(sent);
        IEnumerable<string> lines = Enumerable.Range(1, rotations).Reverse().SelectMany(i => File.ReadLines($"{file}.{i}")).Concat(File.ReadLines(file));
        load.AssertComplete(lines, sent);
    }

    [Fact]
    public async Task Reloads_of_good_and_bad_files_drop_no_connection_and_no_message()
    {
        const int reloads = 10;
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[compressor]\nformat = gzip\nlevel = 1\n", Facilities);
        await using var load = await SteadyLoad.StartAsync(hog, "shop");
        await hog.StoredAsync(100);

        for (int i = 0; i < reloads; i++)
        {
            bool good = i % 2 == 0;
            hog.Configure(
                $"[compressor]\nformat = {(good ? "zstd" : "rar")}\n",
                good ? $"[shop]\nrotate = size\nmax_size = {300 + i}K\nbackup_count = 1000\n" : "[shop]\nrotate = now and then\n");
            int before = Said(hog, good);
            hog.Signal(ProcessSignal.Hangup);
            await hog.WaitForMetrics(_ => Said(hog, good) > before);
            double stored = (await hog.Metrics()).Sum("loghog_events_stored_total");
            await hog.StoredAsync(stored + 100);
        }

        // The last good settings are in force, though a bad file came after them.
        Assert.Equal(1, (await hog.Metrics()).Sum("loghog_connections_open"));
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_archives_compressed_total") > 0);
        int sent = await load.StopAsync();
        MetricsText metrics = await hog.StoredAsync(sent);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total") + metrics.Sum("loghog_events_dropped_total"));
        await hog.WaitForMetrics(found => found.Sum("loghog_archives_waiting") == 0 && found.Sum("loghog_archives_compressed_total") == found.Sum("loghog_rotations_total"));
        Assert.Contains(Archives.Of(hog, "shop/root.log"), archive => archive.EndsWith(".zst", StringComparison.Ordinal));
        load.AssertComplete(await Archives.LinesAsync(hog, "shop/root.log"), sent);
    }

    private static int Said(LogHogProcess hog, bool good) => hog.Output.Split('\n').Count(line => line.Contains(
        good ? "The new configuration is in force" : "so the old settings stay", StringComparison.Ordinal));
}
