using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Daemon;

public sealed class DaemonLifeTests
{
    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task A_stop_signal_ends_it_with_0(int signal)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        hog.Signal(signal);

        Assert.Equal(0, await hog.WaitForExit());
        await hog.WaitForOutput("INFO Stopped: 0 received");
    }

    [Fact]
    public async Task An_idle_daemon_stops_without_waiting_for_its_deadline()
    {
        // The drain may take 60 s, half of it for the connections; this is neither, on the slowest machine.
        TimeSpan farBelowTheDeadline = TimeSpan.FromSeconds(20);
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        Assert.Equal(0, await hog.StopAsync().WaitAsync(farBelowTheDeadline));
    }

    [Fact]
    public async Task The_ready_text_tells_where_files_go_and_where_it_listens()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        Assert.Equal(Path.Combine(hog.Folder, "log"), hog.LogDir);
        Assert.InRange(hog.HttpPort, 1, 65535);
        Assert.Equal("live\n", await hog.Get("/health/live"));
    }

    [Fact]
    public async Task A_busy_http_port_is_one_line_that_says_what_to_do_and_ends_with_70()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TempFolder();
        string configuration = $"[http]\nlisten = {other.LocalEndpoint}\n";
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete(configuration));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"]);

        Assert.True(result.ExitCode == 70, result.ToString());
        string line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"loghogd: Cannot listen on http {other.LocalEndpoint}: another program has the port", line, StringComparison.Ordinal);
        Assert.Contains("[http] listen", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_ends_with_70()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete("[main]\nlogdir = /proc/no/such\n"));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"]);

        Assert.True(result.ExitCode == 70, result.ToString());
        Assert.Contains("/proc/no/such", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--log-dir", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_with_errors_keeps_the_old_settings_and_says_why()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        hog.Configure("[log]\nlevel = LOUD\n", TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);

        string line = await hog.WaitForOutput("so the old settings stay");
        Assert.Contains("[log] level:", line, StringComparison.Ordinal);
        Assert.Equal("live\n", await hog.Get("/health/live"));
    }

    [Fact]
    public async Task A_reload_names_the_keys_that_need_a_restart_once_each()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        hog.Configure("[main]\nworkdir = other\n[http]\nlisten = 127.0.0.1:1\n", TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await hog.WaitForOutput("The new configuration is in force");

        string[] told =
            [.. hog.Output.Split('\n').Where(line => line.Contains("takes effect after a restart", StringComparison.Ordinal))];
        Assert.Equal(2, told.Length);
        Assert.Contains(told, line => line.Contains("[main] workdir", StringComparison.Ordinal));
        Assert.Contains(told, line => line.Contains("[http] listen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_level_of_its_own_log_changes_with_a_reload()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        hog.Configure("[log]\nlevel = ERROR\n", TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await hog.WaitForOutput("Reading the configuration again");
        await hog.StopAsync();

        Assert.DoesNotContain("INFO Stopped", hog.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usr1_opens_its_own_log_again_after_it_was_moved_away()
    {
        using var folder = new TempFolder();
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[log]\nfilename = own.log\n", options: new LogHogProcessOptions { Folder = folder.Path });
        File.Move(folder["own.log"], folder["own.log.1"]);

        hog.Signal(ProcessSignal.User1);
        await hog.WaitForOutput("Opening the log files again");
        await hog.StopAsync();

        Assert.Contains("INFO Ready after", File.ReadAllText(folder["own.log.1"]), StringComparison.Ordinal);
        Assert.Contains("INFO Stopped", File.ReadAllText(folder["own.log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_log_has_the_reason_of_a_failed_start()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TempFolder();
        string configuration = $"[log]\nfilename = own.log\n[http]\nlisten = {other.LocalEndpoint}\n";
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete(configuration));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"]);

        Assert.Contains("CRITICAL Cannot listen on http", File.ReadAllText(folder["own.log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_journald_lines_carry_their_priority_and_no_time()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TempFolder();
        string configuration = $"[log]\nbackup_count = 1\nbackup_count = 2\n[http]\nlisten = {other.LocalEndpoint}\n";
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete(configuration));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);
        var start = new ProcessStartInfo(Repository.Loghogd, ["-c", folder["loghogd.conf"]]);
        start.Environment["JOURNAL_STREAM"] = "8:1";

        ProgramResult result = await ExternalProgram.RunAsync(start, input: "");

        // A key that stands twice is a warning (priority 4).
        Assert.StartsWith("<4>Configuration: ", result.Errors, StringComparison.Ordinal);
    }
}
