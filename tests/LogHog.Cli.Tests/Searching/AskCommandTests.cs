using System.CommandLine;
using LogHog.Cli.Searching;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>The commands that ask, and the LogsQL that they stand for.</summary>
public sealed class AskCommandTests : IDisposable
{
    private static readonly Command[] Commands =
    [
        SearchCommand.Build(), StatsCommand.Build(), ContextCommand.Build(),
        ListCommands.BuildFields(), ListCommands.BuildValues(), ListCommands.BuildFacets(), ListCommands.BuildPatterns(),
    ];

    private readonly LogFolder _folder = new();

    [Theory]
    [InlineData("search|error", "error | sort by (_time desc) limit 1000")]
    [InlineData("search|a or b|-a|shop|--host|h1|--host|h2", """{app="shop",host in ("h1","h2")} (a or b) | sort by (_time desc) limit 1000""")]
    [InlineData("search|-a|sh*p|-m|web.pay|-n|all", """{app=~"sh.*p",module=~"(web[.]pay)([.].*)?"}""")]
    [InlineData("search|-l|warn|-n|all", "level:warn* or level:error* or level:fatal*")]
    [InlineData("search|-l|err..crit|-n|all", "level:error* or level:fatal*")]
    [InlineData("search|-l|info..info|-n|all", "level:info*")]
    [InlineData("search|-F|a \"b\" (c)|-n|all", """*"a \"b\" (c)"*""")]
    [InlineData("search|-F|a.b|-i|-n|all", """~"(?i)a[.]b" """)]
    [InlineData("search|-e|x+y|-n|3|-r", """~"x+y" | sort by (_time desc) limit 3""")]
    [InlineData("search|x|-S|1h|-U|2026-11-20T12:00:00Z|-n|all", "_time:>=now-1h _time:<=2026-11-20T12:00:00.000000000Z x")]
    [InlineData("search|x|-n|5|-C|2", "x | sort by (_time desc) limit 5 | stream_context before 2 after 2")]
    [InlineData("search|x | fields a|-n|5", "x | fields a | limit 5")]
    [InlineData("search|x|-n|1|-t|<_time> <_msg>", """x | sort by (_time desc) limit 1 | format "<_time> <_msg>" as _line""")]
    [InlineData("stats|x|--by|app,level", "x | stats by (app, level) count(*) as hits | sort by (hits desc)")]
    [InlineData("stats|--by|app|--every|5m|-n|9", "* | stats by (_time:5m, app) count(*) as hits | sort by (_time, app) limit 9")]
    [InlineData("stats|-c|avg(took)|-c|max(took) as most", "* | stats avg(took) as \"avg(took)\", max(took) as most")]
    [InlineData("fields|x", "x | field_names | sort by (hits desc, name)")]
    [InlineData("values|user|x|-n|3", "user:* x | top 3 by (user)")]
    [InlineData("facets|x|-n|3", "x | delete _time, _stream, _stream_id | facets 3")]
    [InlineData("patterns|x", "x | collapse_nums prettify | top 20 by (_msg)")]
    [InlineData("context|x|-C|3", "x | sort by (_time desc) limit 1 | stream_context before 3 after 3")]
    public void Stands_for_a_query(string commandLine, string query)
    {
        Command command = Commands.First(one => one.Name == commandLine.Split('|')[0]);

        Ask ask = ((AskCommand)command).Read(command.Parse([.. Arguments(commandLine)]));

        Assert.Equal(query.Trim(), ask.Question.Compose(TimeProvider.System).ToString());
    }

    [Fact]
    public async Task Explains_itself_without_asking()
    {
        ProgramResult explained = await ExternalProgram.RunAsync(Repository.Loghog, "stats", "x", "--by", "app", "--explain", "--http", "127.0.0.1:1");

        Assert.Equal("x | stats by (app) count(*) as hits | sort by (hits desc)\n", explained.Output);
        Assert.Equal(0, explained.ExitCode);
    }

    [Fact]
    public async Task Counts_in_groups_the_largest_first()
    {
        ProgramResult stats = await _folder.Run("stats", "--by", "level");

        Assert.Equal("level  hits\ninfo      2\n", string.Concat(stats.Output.Split('\n').Take(2).Select(static line => line + "\n")));
    }

    [Fact]
    public async Task Lists_fields_values_facets_and_patterns()
    {
        Assert.Contains("   3  order\n", (await _folder.Run("fields")).Output, StringComparison.Ordinal);
        Assert.Equal("hits  host\n   3  web01\n   1  web02\n", (await _folder.Run("values", "host")).Output);
        Assert.Contains("host           3  web01\n", (await _folder.Run("facets")).Output, StringComparison.Ordinal);
        Assert.Contains("   1  Order <N> paid\n", (await _folder.Run("patterns")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_shows_the_neighbours_in_the_same_stream()
    {
        ProgramResult context = await _folder.Run("context", "idle", "-C", "1", "-o", "raw");

        Assert.Equal("idle, reordering nothing\nqueue is long\n", context.Output);
    }

    [Fact]
    public async Task A_field_of_the_command_line_that_no_event_has_is_told()
    {
        ProgramResult values = await _folder.Run("values", "usr");

        Assert.Equal(1, values.ExitCode);
        Assert.Equal("loghog: no event has the field usr; did you mean user?\n", values.Errors);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The parts between the bars, but a bar with spaces around it is LogsQL's.</summary>
    private static IEnumerable<string> Arguments(string commandLine) =>
        commandLine.Replace(" | ", "\0", StringComparison.Ordinal).Split('|').Skip(1).Select(static part => part.Replace("\0", " | ", StringComparison.Ordinal));
}
