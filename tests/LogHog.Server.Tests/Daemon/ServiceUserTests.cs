using LogHog.TestKit;

namespace LogHog.Server.Tests.Daemon;

public sealed class ServiceUserTests
{
    [Fact]
    public async Task Every_thread_becomes_the_user_and_the_folders_are_given_to_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var folder = new TempFolder();
        // The new user has to get through to its folders.
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[main]\nuser = nobody\npidfile = run/pid\n[log]\nfilename = run/own.log\n",
            options: new LogHogProcessOptions { Folder = folder.Path });

        string[] threads = Directory.GetDirectories($"/proc/{hog.ProcessId}/task");
        Assert.True(threads.Length > 3, "The runtime alone has more threads than that.");
        Assert.All(threads, thread =>
        {
            string[] status = File.ReadAllLines(Path.Combine(thread, "status"));
            Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status);
            Assert.Contains("Gid:\t65534\t65534\t65534\t65534", status);
            Assert.Contains("Groups:\t65534 ", status);
            Assert.Contains("CapEff:\t0000000000000000", status);
        });
        ProgramResult owners = await ExternalProgram.RunAsync(
            "stat", "-c", "%U", hog.LogDir, folder["lib"], folder["run"], folder["run/own.log"]);
        Assert.Equal("nobody\nnobody\nnobody\nnobody\n", owners.Output);
        Assert.NotEqual(0, (await hog.Metrics()).Sum("loghog_process_open_fds"));
        Assert.Equal(0, await hog.StopAsync());
        Assert.False(File.Exists(folder["run/pid"]));
    }

    [Fact]
    public async Task The_handover_follows_no_link_and_leaves_files_with_a_second_name()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var folder = new TempFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(folder["lib"]);
        File.WriteAllText(folder["linked-by-symlink"], "root's");
        File.WriteAllText(folder["linked-hard"], "root's");
        File.CreateSymbolicLink(folder["lib/trap"], folder["linked-by-symlink"]);
        Assert.Equal(0, (await ExternalProgram.RunAsync("ln", folder["linked-hard"], folder["lib/trap2"])).ExitCode);

        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[main]\nuser = nobody\n", options: new LogHogProcessOptions { Folder = folder.Path });

        ProgramResult owners = await ExternalProgram.RunAsync(
            "stat", "-c", "%U", folder["linked-by-symlink"], folder["linked-hard"]);
        Assert.Equal("root\nroot\n", owners.Output);
    }

    [Fact]
    public async Task An_unknown_user_is_a_configuration_error()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete("[main]\nuser = no-such-user\n"));
        File.WriteAllText(folder["facilities.conf"], TestConfiguration.AnyApplication);

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", folder["loghogd.conf"]);

        Assert.True(result.ExitCode == 78, result.ToString());
        Assert.Contains("useradd --system no-such-user", result.Errors, StringComparison.Ordinal);
    }
}
