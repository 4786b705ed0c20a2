using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Cli.Tests;

/// <summary><c>loghog check</c> and <c>loghog status</c> beside a real daemon.</summary>
public sealed class DaemonCommandsTests
{
    [Fact]
    public async Task Status_shows_the_daemon_and_where_files_go()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        ProgramResult status = await ExternalProgram.RunAsync(
            Repository.Loghog, "status", "--http", $"127.0.0.1:{hog.HttpPort}");

        Assert.Contains($"process {hog.ProcessId}", status.Output, StringComparison.Ordinal);
        Assert.Contains(hog.LogDir, status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_of_no_daemon_ends_with_4()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        EndPoint address = free.LocalEndpoint;
        free.Stop();

        ProgramResult status = await ExternalProgram.RunAsync(Repository.Loghog, "status", "--http", $"{address}");

        Assert.True(status.ExitCode == 4, status.ToString());
    }

    [Fact]
    public async Task Check_without_a_daemon_looks_at_folders_ports_library_and_clock()
    {
        using var folder = new TempFolder();
        string file = Write(folder, "");

        ProgramResult check = await ExternalProgram.RunAsync(Repository.Loghog, "check", "-c", file);

        Assert.True(check.ExitCode == 0, check.ToString());
        string[] found =
        [
            "ok    configuration: 1 facilities", "ok    [main] logdir:", "ok    compression: xz, liblzma.so.5 is there",
            "ok    clock:", "ok    port: tcp", "ok    port: udp", "ok    port: http", "ok    daemon: none runs",
        ];
        Assert.All(found, line => Assert.Contains(line, check.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_names_the_port_that_another_program_has()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TempFolder();
        string file = Write(folder, $"[server]\nlisten_ipv4 = {other.LocalEndpoint}\n");

        ProgramResult check = await ExternalProgram.RunAsync(Repository.Loghog, "check", "-c", file);

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains($"FAIL  port: tcp {other.LocalEndpoint}", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_knows_the_ports_of_https_of_acme_and_of_inputs()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TempFolder();
        string file = Write(folder,
            $"[http]\ntls = acme\n[acme]\nnames = logs.example.org\nterms = agreed\nlisten = {other.LocalEndpoint}\n"
            + "[input:far]\ntype = loghog\ntcp = 127.0.0.1:0\nudp = 127.0.0.1:0\n");

        ProgramResult check = await ExternalProgram.RunAsync(Repository.Loghog, "check", "-c", file);

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains($"FAIL  port: acme {other.LocalEndpoint}", check.Output, StringComparison.Ordinal);
        string[] free = ["ok    port: https 127.0.0.1:0 is free", "ok    port: far/tcp 127.0.0.1:0 is free", "ok    port: far/udp 127.0.0.1:0 is free"];
        Assert.All(free, line => Assert.Contains(line, check.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_tells_every_configuration_error()
    {
        using var folder = new TempFolder();
        string file = Write(folder, "[compressor]\nformat = rar\nlevel = 12\n");

        ProgramResult check = await ExternalProgram.RunAsync(Repository.Loghog, "check", "-c", file);

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains("FAIL  configuration: " + file + ":2 [compressor] format", check.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL  configuration: " + file + ":3 [compressor] level", check.Output, StringComparison.Ordinal);
    }

    private static string Write(TempFolder folder, string configuration)
    {
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete(configuration));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);
        return folder["loghogd.conf"];
    }
}
