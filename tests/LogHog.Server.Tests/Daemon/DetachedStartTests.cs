using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Daemon;

public sealed class DetachedStartTests
{
    [Fact]
    public async Task Returns_when_the_daemon_is_ready_in_a_session_of_its_own()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete("[main]\npidfile = run/pid\n[log]\nfilename = own.log\n"));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        ProgramResult start = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"], "-d");

        Assert.True(start.ExitCode == 0, start.ToString());
        int id = int.Parse(File.ReadAllText(folder["run/pid"]), CultureInfo.InvariantCulture);
        try
        {
            // proc(5), stat: pid (name) state ppid pgrp session
            string[] stat = File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ');
            Assert.Equal(id, int.Parse(stat[3], CultureInfo.InvariantCulture));
            Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{id}/fd/1", returnFinalTarget: false)!.FullName);
            Assert.Equal("/", File.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)!.FullName);
            Assert.Contains("INFO Ready after", File.ReadAllText(folder["own.log"]), StringComparison.Ordinal);
        }
        finally
        {
            ProcessSignal.Send(id, ProcessSignal.Terminate);
            using var daemon = System.Diagnostics.Process.GetProcessById(id);
            await daemon.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Shows_why_the_daemon_did_not_start_and_gives_its_exit_code()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete("[main]\nlogdir = /proc/no/such\n"));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        ProgramResult start = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"], "-d");

        Assert.True(start.ExitCode == 70, start.ToString());
        Assert.Contains("/proc/no/such", start.Errors, StringComparison.Ordinal);
    }
}
