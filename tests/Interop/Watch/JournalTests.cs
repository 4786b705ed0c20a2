using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Watch;

/// <summary>A real loghogd follows a journal that systemd-journal-remote writes, through restarts and a kill.</summary>
public sealed class JournalTests
{
    private const string AsJson = "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n";

    [Fact]
    public async Task Every_entry_is_stored_once_through_a_stop_and_a_kill()
    {
        using TempFolder home = new();
        using TempFolder journal = new();
        LogHogProcessOptions options = new() { Folder = home.Path };
        string configuration = $"[journal]\ndirectory = {journal.Path}\n";
        await AddAsync(journal, 1, 3_000);
        LogHogProcess hog = await LogHogProcess.StartAsync(configuration, AsJson, options);
        await using (hog)
        {
            await AssertStoredAsync(hog, 3_000);
            await AddAsync(journal, 3_001, 1_000);
            await AssertStoredAsync(hog, 4_000);
            await hog.StopAsync();
        }

        await AddAsync(journal, 4_001, 20_000);
        hog = await LogHogProcess.StartAsync(configuration, AsJson, options);
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") > 500);
        await hog.KillAsync();
        await hog.DisposeAsync();

        await using LogHogProcess last = await LogHogProcess.StartAsync(configuration, AsJson, options);
        await AddAsync(journal, 24_001, 1_000);
        await AssertStoredAsync(last, 25_000);
    }

    private static async Task AssertStoredAsync(LogHogProcess hog, int entries)
    {
        string path = hog.PathOf("sshd/root.log");
        string[] lines = [];
        Stopwatch waiting = Stopwatch.StartNew();
        while (lines.Length < entries && waiting.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(50);
            if (File.Exists(path))
                lines = [.. (await File.ReadAllTextAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }

        JsonElement[] events = [.. lines.Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(Enumerable.Range(1, entries).Select(static number => $"login {number}"), events.Select(static one => one.GetProperty("@m").GetString()));
        Assert.Equal(("web1", "4711"), (events[0].GetProperty("host").GetString(), events[0].GetProperty("process.pid").ToString()));
    }

    private static async Task AddAsync(TempFolder folder, int first, int count)
    {
        StringBuilder export = new();
        for (int number = first; number < first + count; number++)
        {
            export.Append(CultureInfo.InvariantCulture, $"__REALTIME_TIMESTAMP={1_795_177_116_000_000 + number}\n__MONOTONIC_TIMESTAMP={1_000 + number}\n")
                .Append("_BOOT_ID=6f4c3b2a6f4c3b2a6f4c3b2a6f4c3b2a\n_MACHINE_ID=7f4c3b2a6f4c3b2a6f4c3b2a6f4c3b2a\n_HOSTNAME=web1\nPRIORITY=6\n")
                .Append(CultureInfo.InvariantCulture, $"SYSLOG_IDENTIFIER=sshd\n_PID=4711\nMESSAGE=login {number}\n\n");
        }

        ProgramResult written = await ExternalProgram.RunAsync(
            new ProcessStartInfo("/lib/systemd/systemd-journal-remote", [$"--output={folder["remote.journal"]}", "-"]), export.ToString());
        Assert.True(written.ExitCode == 0, written.ToString());
    }
}
