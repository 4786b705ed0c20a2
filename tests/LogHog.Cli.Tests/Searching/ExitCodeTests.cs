using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>How the commands that ask end.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public async Task Found_is_0_and_nothing_found_is_1()
    {
        Assert.Equal(0, (await _folder.Run("search", "Order")).ExitCode);
        Assert.Equal(1, (await _folder.Run("search", "absent")).ExitCode);
        Assert.Equal(1, (await _folder.Run("stats", "absent", "--by", "app")).ExitCode);
    }

    [Theory]
    [InlineData("search", "-n", "0")]
    [InlineData("search", "-S", "tomorrowish")]
    [InlineData("search", "-o", "xml")]
    [InlineData("search", "-o", "template")]
    [InlineData("search", "-l", "loud")]
    [InlineData("search", "--sinec", "1h")]
    [InlineData("search", "-t", "<_msg")]
    [InlineData("stats", "--by", "(")]
    [InlineData("context", "--cursor", "x")]
    public async Task A_wrong_command_line_is_2(string command, string option, string value)
    {
        ProgramResult wrong = await _folder.Run(command, option, value);

        Assert.True(wrong.ExitCode == 2, wrong.ToString());
        Assert.StartsWith("loghog: ", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_2() =>
        Assert.Equal(2, (await ExternalProgram.RunAsync(Repository.Loghog, "search", "--dir", _folder.Path + "/none")).ExitCode);

    [Fact]
    public async Task No_server_is_4_and_says_what_goes_without_one()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        EndPoint address = free.LocalEndpoint;
        free.Stop();

        ProgramResult gone = await ExternalProgram.RunAsync(Repository.Loghog, "search", "--http", $"{address}");

        Assert.True(gone.ExitCode == 4, gone.ToString());
        Assert.Contains("--dir", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_archive_is_5_and_the_rest_is_shown()
    {
        File.WriteAllBytes(System.IO.Path.Combine(_folder.Path, "shop", "web.log.2026-11-19-00-00-00-000000.gz"), [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

        ProgramResult part = await _folder.Run("search", "paid", "-o", "raw");

        Assert.True(part.ExitCode == 5, part.ToString());
        Assert.Equal("Order 43 paid\n", part.Output);
        Assert.Contains("web.log.2026-11-19", part.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_is_no_error()
    {
        ProgramResult head = await _folder.Shell("\"$0\" search --dir \"$1\" -n all -o raw | head -n 1; echo ${PIPESTATUS[0]}");

        Assert.Equal(2, head.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("\n0\n", head.Output, StringComparison.Ordinal);
        Assert.Equal("", head.Errors);
    }

    [Fact]
    public async Task A_full_disk_is_told()
    {
        ProgramResult full = await _folder.Shell("\"$0\" search --dir \"$1\" -o raw > /dev/full");

        Assert.True(full.ExitCode == 5, full.ToString());
        Assert.Contains("No space left", full.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
