using System.Diagnostics;
using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary><c>loghog search --dir</c> as a process, without any server.</summary>
public sealed class SearchCommandTests : IDisposable
{
    private const string Lines = """
        2026-11-20T12:00:01Z web01 web.pay: ERROR Order 42 failed {order=42}
        	Traceback
        2026-11-20T12:00:02Z web02 web: INFO Order 43 paid {order=43}
        2026-11-20T12:00:03Z web01 web: INFO idle

        """;

    private readonly TempFolder _folder = new();

    public SearchCommandTests()
    {
        Directory.CreateDirectory(_folder["shop"]);
        File.WriteAllText(_folder["shop/web.log"], Lines);
    }

    [Fact]
    public async Task Shows_the_newest_last_and_with_r_first()
    {
        ProgramResult last = await Search("Order", "-o", "raw");
        ProgramResult first = await Search("Order", "-o", "raw", "-r", "-n", "1");

        Assert.Equal("Order 42 failed\nTraceback\nOrder 43 paid\n", last.Output);
        Assert.Equal("Order 43 paid\n", first.Output);
        Assert.Equal((0, 0), (last.ExitCode, first.ExitCode));
    }

    [Fact]
    public async Task Gives_an_object_a_line()
    {
        ProgramResult found = await Search("{module=\"web.pay\"} | fields _msg, level, order", "-o", "json");

        Assert.Equal("""{"_msg":"Order 42 failed\nTraceback","level":"error","order":"42"}""" + "\n", found.Output);
    }

    [Fact]
    public async Task Only_events_of_the_span_of_time_are_found() =>
        Assert.Equal("idle\n", (await Search("-o", "raw", "-S", "2026-11-20T12:00:03Z", "-U", "2026-11-20T12:00:03Z")).Output);

    [Fact]
    public async Task A_template_is_filled_in_as_the_format_pipe_does() =>
        Assert.Equal("INFO of web02: Order 43 paid\n", (await Search("paid", "-t", "<uc:level> of <host>: <_msg>")).Output);

    [Fact]
    public async Task Who_has_seen_enough_of_the_output_may_leave()
    {
        File.WriteAllLines(_folder["shop/many.log"], Enumerable.Range(0, 100_000).Select(
            static i => string.Create(CultureInfo.InvariantCulture, $"2026-11-20T12:00:01Z web01 many: INFO line {i}")));

        ProgramResult head = await ExternalProgram.RunAsync(
            new ProcessStartInfo("/bin/bash", ["-c", "\"$0\" search --dir \"$1\" '*' -n all -o raw | head -n 1", Repository.Loghog, _folder.Path]), "");

        Assert.Single(head.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", head.Errors);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> Search(params string[] arguments) =>
        ExternalProgram.RunAsync(Repository.Loghog, ["search", "--dir", _folder.Path, .. arguments]);
}
