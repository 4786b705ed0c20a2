using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>Going on where the last search ended.</summary>
public sealed class CursorTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public async Task A_cursor_file_gives_every_event_once_also_those_of_the_same_moment()
    {
        string file = System.IO.Path.Combine(_folder.Path, ".cursor");
        string[] search = ["Order", "-o", "raw", "--cursor-file", file];

        Assert.Equal("Order 42 failed\nTraceback\nOrder 43 paid\n", (await _folder.Run("search", search)).Output);
        Assert.Equal("", (await _folder.Run("search", search)).Output);
        _folder.Append("2026-11-20T12:00:02Z web02 web: INFO Order 43 paid {order=43}");
        _folder.Append("2026-11-20T12:00:02Z web02 web: INFO Order 43 paid twice");
        Assert.Equal("Order 43 paid\nOrder 43 paid twice\n", await Sorted(search));
        Assert.Equal("", (await _folder.Run("search", search)).Output);
        _folder.Append("2026-11-20T12:00:09Z web02 web: INFO Order 99");
        Assert.Equal("Order 99\n", (await _folder.Run("search", search)).Output);
    }

    [Fact]
    public async Task The_cursor_is_the_last_line_and_on_standard_error_beside_json()
    {
        ProgramResult raw = await _folder.Run("search", "paid", "-o", "raw", "--show-cursor");
        ProgramResult json = await _folder.Run("search", "paid", "-o", "json", "--show-cursor");

        string cursor = raw.Output.Split('\n')[1];
        Assert.StartsWith("-- cursor: 1795176002000000000-", cursor, StringComparison.Ordinal);
        Assert.Equal(cursor + "\n", json.Errors);
        Assert.Equal("idle, reordering nothing\nqueue is long\n", (await _folder.Run("search", "-o", "raw", "--after-cursor", cursor[11..])).Output);
        Assert.StartsWith("Order 43 paid\n", (await _folder.Run("search", "-o", "raw", "--cursor", cursor[11..])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cursor", "nonsense")]
    [InlineData("--after-cursor", "12-zz")]
    public async Task What_is_no_cursor_is_2(string option, string cursor) => Assert.Equal(2, (await _folder.Run("search", option, cursor)).ExitCode);

    public void Dispose() => _folder.Dispose();

    /// <summary>Events of one moment have no order.</summary>
    private async Task<string> Sorted(string[] search) => string.Concat(
        (await _folder.Run("search", search)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(static line => line + "\n"));
}
