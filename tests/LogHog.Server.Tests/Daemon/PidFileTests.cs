using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Daemon;

public sealed class PidFileTests
{
    [Fact]
    public async Task Holds_the_process_id_while_it_runs_and_goes_at_the_end()
    {
        using var folder = new TempFolder();
        await using LogHogProcess hog = await Start(folder);

        Assert.Equal(hog.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", File.ReadAllText(folder["run/pid"]));
        await hog.StopAsync();
        Assert.False(File.Exists(folder["run/pid"]));
    }

    [Fact]
    public async Task A_second_start_is_refused_and_names_the_first()
    {
        using var folder = new TempFolder();
        await using LogHogProcess hog = await Start(folder);

        ProgramResult second = await ExternalProgram.RunAsync(
            Repository.Loghogd, "-c", folder["loghogd.conf"], "--pid", folder["run/pid"]);

        Assert.True(second.ExitCode == 70, second.ToString());
        Assert.Contains($"already runs with process id {hog.ProcessId}", second.Errors, StringComparison.Ordinal);
        Assert.Equal("live\n", await hog.Get("/health/live"));
    }

    [Fact]
    public async Task A_file_left_by_a_crash_is_taken_over_even_when_its_process_id_lives_again()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["run"]);
        // Our own id: alive, and not a loghogd.
        File.WriteAllText(folder["run/pid"], $"{Environment.ProcessId}\n");

        await using LogHogProcess hog = await Start(folder);

        Assert.Equal(hog.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", File.ReadAllText(folder["run/pid"]));
    }

    private static Task<LogHogProcess> Start(TempFolder folder) => LogHogProcess.StartAsync(
        options: new LogHogProcessOptions { Folder = folder.Path, Arguments = ["--pid", folder["run/pid"]] });
}
