using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>Standard output is a terminal: colours, the pager, and who closes it.</summary>
public sealed class SearchTerminalTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public async Task Colours_are_for_a_terminal_unless_somebody_says_otherwise()
    {
        const string search = "$LOG search --dir $DIR paid --no-pager";

        Assert.Contains("\e[1;31mpaid\e[0m", (await _folder.Terminal(search)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[1;31m", (await _folder.Terminal(search, ("NO_COLOR", "1"))).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[1;31m", (await _folder.Terminal(search + " --color never")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[1;31m", (await _folder.Run("search", "paid")).Output, StringComparison.Ordinal);
        Assert.Contains("\e[1;31mpaid\e[0m", (await _folder.Run("search", "paid", "--color", "always")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_line_does_not_reach_the_terminals_controls()
    {
        _folder.Append("2026-11-20T12:00:09Z web02 web: INFO evil \u009b31m \\x1b]0;owned\\x07");

        ProgramResult raw = await _folder.Terminal("$LOG search --dir $DIR evil -o raw --no-pager");

        Assert.Equal("evil \\x9b31m \\x1b]0;owned\\x07\r\n", raw.Output);
    }

    [Fact]
    public async Task The_pager_is_LOGHOG_PAGER_else_PAGER_and_gets_every_row()
    {
        ProgramResult own = await _folder.Terminal("$LOG search --dir $DIR Order -o raw", ("LOGHOG_PAGER", "sed 's/^/> /'"), ("PAGER", "false"));
        ProgramResult usual = await _folder.Terminal("$LOG search --dir $DIR paid -o raw", ("PAGER", "sed 's/^/= /'"));
        ProgramResult missing = await _folder.Terminal("$LOG search --dir $DIR paid -o raw", ("LOGHOG_PAGER", "no-such-pager-here"));

        Assert.Equal("> Order 42 failed\r\n> Traceback\r\n> Order 43 paid\r\n", own.Output);
        Assert.Equal("= Order 43 paid\r\n", usual.Output);
        Assert.Contains("Order 43 paid\r\n", missing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Less_shows_a_short_answer_and_ends_by_itself()
    {
        ProgramResult less = await _folder.Terminal("$LOG search --dir $DIR paid -o raw", ("LOGHOG_PAGER", "less"));

        Assert.Contains("Order 43 paid", less.Output, StringComparison.Ordinal);
        Assert.Equal(0, less.ExitCode);
    }

    [Fact]
    public async Task Who_closes_the_pager_ends_the_search()
    {
        string many = System.IO.Path.Combine(_folder.Path, "shop", "many.log");
        File.WriteAllLines(many, Enumerable.Range(0, 200_000).Select(
            static i => string.Create(CultureInfo.InvariantCulture, $"2026-11-20T12:00:01Z web01 many: INFO line {i}")));

        ProgramResult quit = await _folder.Terminal("$LOG search --dir $DIR line -o raw -n all; echo ends with $?", ("LOGHOG_PAGER", "head -n 2"));

        // As they are found: the parts of a large file are read side by side.
        Assert.Matches("^line [0-9]+\r\nline [0-9]+\r\nends with 0\r\n$", quit.Output);
    }

    [Fact]
    public async Task Who_closes_the_pager_ends_a_search_that_waits_for_its_server()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        Task<TcpClient> asked = SendOneRow(server);

        ProgramResult quit = await _folder.Terminal(
            $"$LOG search --http {server.LocalEndpoint} x -o raw -n all 2>/dev/null; echo ends with $?", ("LOGHOG_PAGER", "head -n 1"));
        (await asked).Dispose();

        Assert.Equal("one\r\nends with 0\r\n", quit.Output);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Answers with a row and then says nothing more, without an end.</summary>
    private static async Task<TcpClient> SendOneRow(TcpListener server)
    {
        TcpClient client = await server.AcceptTcpClientAsync();
        byte[] request = new byte[4096];
        _ = await client.GetStream().ReadAsync(request);
        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"_msg\":\"one\"}\n\r\n"u8.ToArray());
        return client;
    }
}
