using LogHog.TestKit;

namespace LogHog.Cli.Tests.Watching;

/// <summary><c>loghog watch</c> without <c>--once</c>: it goes on until somebody ends it.</summary>
public sealed class WatchFollowTests : IDisposable
{
    private readonly WatchFolder _folder = new();

    [Fact]
    public async Task Follows_through_a_rotation_and_ends_with_130_at_control_c()
    {
        _folder.Append("app.log", "old\n");
        using RunningWatch watch = _folder.Follow("app.log", "--start-at", "beginning");
        Assert.Equal("old", await watch.ReadAsync());
        File.Move(_folder["app.log"], _folder["app.log.1"]);
        _folder.Append("app.log.1", "late\n");
        Assert.Equal("late", await watch.ReadAsync());
        _folder.Append("app.log", "new\n");
        Assert.Equal("new", await watch.ReadAsync());
        watch.Signal(ProcessSignal.Interrupt);
        Assert.Equal(130, await watch.ExitAsync());
    }

    [Fact]
    public async Task Waits_for_a_file_that_is_not_there_yet_and_says_so()
    {
        using RunningWatch watch = _folder.Follow("app.log");
        Assert.Contains("app.log: there is no such file yet; it is read when it comes", await watch.ReadErrorAsync(), StringComparison.Ordinal);
        _folder.Append("app.log", "one\n");
        Assert.Equal("one", await watch.ReadAsync());
    }

    [Fact]
    public async Task Ends_when_the_reader_of_its_output_has_gone()
    {
        _folder.Append("app.log", "one\n");
        using RunningWatch watch = _folder.Follow("app.log", "--start-at", "beginning");
        Assert.Equal("one", await watch.ReadAsync());
        watch.CloseOutput();
        Task<int> ended = watch.ExitAsync();
        // The first line that nobody reads shows it; a pipe may take one in the moment when it is closed.
        while (!ended.IsCompleted)
        {
            _folder.Append("app.log", "more\n");
            await Task.WhenAny(ended, Task.Delay(50));
        }

        Assert.Equal(0, await ended);
    }

    [Fact]
    public async Task Remembers_when_it_is_killed_what_it_has_shown()
    {
        _folder.Append("app.log", "one\n");
        using (RunningWatch watch = _folder.Follow("app.log", "--state", "state"))
        {
            Assert.Equal("one", await watch.ReadAsync());
            Assert.True(await ComesToPass(() => File.Exists(_folder["state"])));
            watch.Signal(ProcessSignal.Kill);
            await watch.ExitAsync();
        }

        _folder.Append("app.log", "two\n");
        using RunningWatch again = _folder.Follow("app.log", "--state", "state");
        Assert.Equal("two", await again.ReadAsync());
        ProgramResult other = await _folder.Run("--once", "--state", "state", "app.log");
        Assert.True(other.ExitCode == 2 && other.Errors.Contains("another run uses it", StringComparison.Ordinal), other.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<bool> ComesToPass(Func<bool> wanted)
    {
        for (int tries = 0; tries < 3_000 && !wanted(); tries++)
            await Task.Delay(10);
        return wanted();
    }
}
