using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary><c>loghog search -f</c>: the same as <c>loghog tail</c>.</summary>
public sealed class SearchFollowTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public async Task Begins_with_what_is_there_and_goes_on_with_what_comes()
    {
        using Process search = Process.Start(new ProcessStartInfo(Repository.Loghog, ["search", "-f", "--dir", _folder.Path, "-n", "1", "-o", "raw", "Order or order"])
            { UseShellExecute = false, RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        Assert.Equal("Order 43 paid", await search.StandardOutput.ReadLineAsync(limit.Token));
        _folder.Append("2026-11-20T12:00:09Z web02 web: INFO else\n2026-11-20T12:00:10Z web02 web: INFO Order 45 paid\n2026-11-20T12:00:11Z web02 web: INFO end");
        Assert.Equal("Order 45 paid", await search.StandardOutput.ReadLineAsync(limit.Token));
        ProcessSignal.Send(search.Id, ProcessSignal.Interrupt);
        await search.WaitForExitAsync(limit.Token);
        Assert.Equal(130, search.ExitCode);
    }

    [Theory]
    [InlineData("-r")]
    [InlineData("-C", "1")]
    [InlineData("--show-cursor")]
    [InlineData("-n", "all")]
    [InlineData("-o", "table")]
    public async Task What_needs_an_end_is_2(params string[] options)
    {
        ProgramResult wrong = await _folder.Run("search", ["-f", .. options]);

        Assert.True(wrong.ExitCode == 2, wrong.ToString());
    }

    public void Dispose() => _folder.Dispose();
}
