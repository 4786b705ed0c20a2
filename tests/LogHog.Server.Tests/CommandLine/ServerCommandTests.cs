using LogHog.TestKit;

namespace LogHog.Server.Tests.CommandLine;

public sealed class ServerCommandTests
{
    [Fact]
    public async Task Help_lists_every_option_and_the_signals()
    {
        ProgramResult help = await ExternalProgram.RunAsync(Repository.Loghogd, "-h");

        Assert.Equal(0, help.ExitCode);
        string[] options =
        [
            "-c, --config", "-F, --facilities-config", "--check-config", "--print-config", "-d, --daemon", "-l, --log",
            "-L, --log-dir", "-p, --pid", "--run-dir", "--work-dir", "--user", "--help", "--version", "HUP", "USR1",
        ];
        Assert.All(options, option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("--detached", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_a_version_and_nothing_else()
    {
        ProgramResult version = await ExternalProgram.RunAsync(Repository.Loghogd, "--version");

        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", version.Output);
    }

    [Fact]
    public async Task An_unknown_option_is_a_usage_error()
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, "--bogus");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--bogus", result.Errors, StringComparison.Ordinal);
        Assert.Contains("loghogd --help", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_configuration_passes_the_check()
    {
        using var folder = new TempFolder();
        string file = Write(folder, "", TestConfiguration.AnyApplication);

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, "-c", file, "--check-config");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("The configuration is fine: 1 facility.\n", result.Output);
        Assert.Equal("", result.Errors);
    }

    [Theory]
    [InlineData("--check-config")]
    [InlineData("--print-config")]
    [InlineData("--daemon")]
    [InlineData(null)]
    public async Task All_configuration_errors_come_at_once_with_file_and_line_and_end_with_78(string? option)
    {
        using var folder = new TempFolder();
        string file = Write(folder, "[compressor]\nformat = rar\nlevel = 12\n", "[shop]\nrotate = sometimes\n");
        string[] arguments = option is null ? ["-c", file] : ["-c", file, option];

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghogd, arguments);

        Assert.True(result.ExitCode == 78, result.ToString());
        Assert.Contains($"error: {file}:2 [compressor] format:", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"error: {file}:3 [compressor] level:", result.Errors, StringComparison.Ordinal);
        Assert.Contains("facilities.conf:2 [shop] rotate:", result.Errors, StringComparison.Ordinal);
        Assert.Contains("[shop] backup_count:", result.Errors, StringComparison.Ordinal);
        Assert.Contains("4 errors", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_config_names_the_origin_of_every_value_and_no_secret()
    {
        using var folder = new TempFolder();
        string file = Write(
            folder, "[log]\nbackup_count = 5\n", "[shop]\nrotate = daily\nbackup_count = 3\nsecret = swordfish\n");

        ProgramResult result = await ExternalProgram.RunAsync(
            Repository.Loghogd, "-c", file, "--print-config", "--work-dir", folder["elsewhere"]);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches(@"(?m)^backup_count = 5 +; .*/loghogd\.conf:2$", result.Output);
        Assert.Matches(@"(?m)^workdir = .*/elsewhere +; --work-dir$", result.Output);
        Assert.Matches("(?m)^level = INFO +; default$", result.Output);
        Assert.Contains("[shop]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", result.Output, StringComparison.Ordinal);
    }

    private static string Write(TempFolder folder, string configuration, string facilities)
    {
        File.WriteAllText(folder["loghogd.conf"], TestConfiguration.Complete(configuration));
        File.WriteAllText(folder["facilities.conf"], facilities);
        return folder["loghogd.conf"];
    }
}
