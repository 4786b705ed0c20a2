using LogHog.TestKit;

namespace LogHog.Cli.Tests.Watching;

/// <summary><c>loghog watch --once</c>: what is new since the last run, as cron wants it.</summary>
public sealed class WatchOnceTests : IDisposable
{
    private readonly WatchFolder _folder = new();

    [Fact]
    public async Task Shows_what_is_new_once_and_ends_with_1_when_there_is_nothing()
    {
        _folder.Append("app.log", "one\ntwo\n");
        await AssertRun(0, "one\ntwo\n", "--once", "--state", "state", "app.log");
        await AssertRun(1, "", "--once", "--state", "state", "app.log");
        _folder.Append("app.log", "three\nunfinished");
        await AssertRun(0, "three\n", "--once", "--state", "state", "app.log");
        _folder.Append("app.log", " no more\n");
        await AssertRun(0, "unfinished no more\n", "--once", "--state", "state", "app.log");
    }

    [Fact]
    public async Task Without_a_state_shows_everything_each_time()
    {
        _folder.Append("app.log", "one\n");
        await AssertRun(0, "one\n", "--once", "app.log");
        await AssertRun(0, "one\n", "--once", "app.log");
        await AssertRun(1, "", "--once", "--start-at", "end", "app.log");
    }

    [Fact]
    public async Task A_rotation_between_two_runs_loses_nothing()
    {
        _folder.Append("app.log", "order 1 paid\n");
        await AssertRun(0, "order 1 paid\n", "--once", "--state", "state", "app.log");
        _folder.Append("app.log", "two\n");
        ProgramResult rotated = await _folder.Shell("mv app.log app.log.1 && gzip app.log.1 && echo three >app.log");
        Assert.Equal(0, rotated.ExitCode);
        await AssertRun(0, "two\nthree\n", "--once", "--state", "state", "app.log");
    }

    [Fact]
    public async Task Patterns_choose_and_what_they_leave_out_is_not_new_later()
    {
        _folder.Append("auth.log", "CRON session\nAccepted ana\nFailed admin\nFAILED root\n");
        await AssertRun(0, "Failed admin\n", "--once", "--state", "a", "auth.log", "-i", "Failed|Denied", "-x", "root");
        await AssertRun(1, "", "--once", "--state", "a", "auth.log");
        await AssertRun(0, "Accepted ana\nFailed admin\nFAILED root\n", "--once", "auth.log", "-i", "failed", "-i", "accepted", "--ignore-case");
        await AssertRun(1, "", "--once", "auth.log", "-i", "nothing of the kind");
    }

    [Fact]
    public async Task Several_files_are_told_apart_by_their_paths_and_some_are_left_out()
    {
        Directory.CreateDirectory(_folder["a"]);
        _folder.Append("a/x.log", "one\n");
        _folder.Append("y.log", "two\n");
        _folder.Append("z.log", "three\n");
        ProgramResult run = await _folder.Run("--once", "-H", _folder["**/*.log"], "--without", _folder["z.log"]);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"{_folder["a/x.log"]}: one", $"{_folder["y.log"]}: two"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lines_that_belong_together_are_found_and_shown_together()
    {
        _folder.Append("app.log", "ERROR pay\n  at a\n  at b\nINFO fine\nERROR last\n  at c\n");
        await AssertRun(0, "ERROR pay\n  at a\n  at b\n", "--once", "app.log", "-m", "indent", "-i", "at b");
        await AssertRun(0, "ERROR pay\n  at a\n  at b\nERROR last\n  at c\n", "--once", "app.log", "--multiline-start", "^[A-Z]+ ", "-i", "ERROR");
    }

    [Fact]
    public async Task Bytes_stay_as_they_are_unless_the_encoding_is_named()
    {
        File.WriteAllBytes(_folder["app.log"], [(byte)'c', (byte)'a', (byte)'f', 0xE9, (byte)'\n']);
        ProgramResult same = await _folder.Shell("$LOG watch --once app.log | cmp - app.log");
        Assert.True(same.ExitCode == 0, same.ToString());
        await AssertRun(0, "café\n", "--once", "app.log", "--encoding", "latin-1", "-i", "é$");
    }

    [Fact]
    public async Task What_nobody_took_is_new_the_next_time()
    {
        string lines = string.Concat(Enumerable.Range(1, 50_000).Select(static number => $"line {number}\n"));
        _folder.Append("app.log", lines);
        ProgramResult cut = await _folder.Shell("$LOG watch --once --state state app.log | head -n 1; exit ${PIPESTATUS[0]}");
        Assert.Equal("line 1\n", cut.Output);
        Assert.True(cut.ExitCode == 0, cut.ToString());
        await AssertRun(0, lines, "--once", "--state", "state", "app.log");
        ProgramResult full = await _folder.Shell("$LOG watch --once app.log >/dev/full");
        Assert.True(full.ExitCode == 5 && full.Errors.Contains("standard output: No space left", StringComparison.Ordinal), full.ToString());
    }

    [Fact]
    public async Task Says_when_there_is_no_such_file_and_when_it_may_not_be_read()
    {
        ProgramResult none = await _folder.Run("--once", "--state", "state", "app.log");
        Assert.True(none.ExitCode == 1 && none.Errors.Contains("app.log: there is no such file", StringComparison.Ordinal), none.ToString());
        _folder.Append("app.log", "one\n");
        await AssertRun(0, "one\n", "--once", "--state", "state", "app.log");
        // Known, and rotated away: the next one will come.
        File.Move(_folder["app.log"], _folder["app.log.1"]);
        await AssertRun(1, "", "--once", "--state", "state", "app.log");
        File.CreateSymbolicLink(_folder["loop.log"], _folder["loop.log"]);
        Assert.Equal(1, (await _folder.Run("--once", "loop.log")).ExitCode);
    }

    [Theory]
    [InlineData("loghog: Required argument 'PATH'")]
    [InlineData("is a folder; for the files in it write './*', in quotes", ".")]
    [InlineData("the folder named before the first star", "/*.log")]
    [InlineData("-i (: Invalid pattern", "a.log", "-i", "(")]
    [InlineData("write the pattern without them", "a.log", "-x", "(?!a)b")]
    [InlineData("--multiline-start decides of every line", "a.log", "-m", "java", "--multiline-start", "^x")]
    [InlineData("Argument 'perl' not recognized", "a.log", "-m", "perl")]
    [InlineData("Argument 'utf-16' not recognized", "a.log", "--encoding", "utf-16")]
    [InlineData("/proc/x.lock", "a.log", "--state", "/proc/x")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_to_write(string message, params string[] arguments)
    {
        ProgramResult run = await _folder.Run(["--once", .. arguments]);
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_damaged_state_is_set_aside_and_everything_is_new()
    {
        _folder.Append("app.log", "one\n");
        _folder.Append("state", "{");
        ProgramResult run = await _folder.Run("--once", "--state", "state", "app.log");
        Assert.True(run is { ExitCode: 0, Output: "one\n" }, run.ToString());
        Assert.Contains("set aside", run.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["state.damaged"]));
    }

    [Fact]
    public async Task Help_has_examples_and_the_exit_codes()
    {
        ProgramResult help = await _folder.Run("--help");
        Assert.True(help.ExitCode == 0, help.ToString());
        Assert.All(["--state", "--multiline", "--encoding", "Examples:", "Exit codes: 0"], text => Assert.Contains(text, help.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertRun(int exitCode, string output, params string[] arguments)
    {
        ProgramResult run = await _folder.Run(arguments);
        Assert.True(run.ExitCode == exitCode && run.Output == output && run.Errors.Length == 0, run.ToString());
    }
}
