using System.CommandLine;

namespace LogHog.Cli.Searching;

/// <summary><c>loghog stats QUERY --by FIELD</c>: how many, in groups.</summary>
internal sealed class StatsCommand
{
    private readonly AskOptions _ask = new("table");

    private readonly Option<string[]> _by = new("--by", "-b")
    {
        HelpName = "FIELD,…", Description = "A group for each value of these fields; LogsQL's buckets can be written, too: 'took:100'.",
        AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [],
    };

    private readonly Option<string?> _every = new("--every", "-E")
        { HelpName = "TIME", Description = "A group for each span of time: 1m, 1h, 1d." };

    private readonly Option<string[]> _of = new("--calc", "-c")
    {
        HelpName = "FUNCTION", Description = "What to work out: 'avg(took)', 'quantile(0.99, took) as p99', 'count_uniq(user)' (default: count() as hits).",
        AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [],
    };

    private readonly Option<int?> _rows = AskOptions.Count("--lines", "-n", "Only the first N groups.");

    public static Command Build()
    {
        var stats = new StatsCommand();
        var command = new AskCommand(
            "stats",
            """
            Count events, or work out sums, averages and quantiles of their fields, in groups. The largest group stands first; with --every the earliest.

            It is the pipe stats; --explain shows the query.

            Examples:
              loghog stats error --by app,host -S 1d           where the word error stands how often
              loghog stats -a shop --by level --every 1h       levels by the hour
              loghog stats 'status:*' --by path -c 'count() as n' -c 'quantile(0.99, took) as p99'
            """,
            stats._ask,
            [stats._by, stats._every, stats._of, stats._rows],
            stats.Read);
        stats._every.CompletionSources.Add("1m", "5m", "1h", "1d");
        stats._by.CompletionSources.Add("app", "host", "module", "level");
        return command;
    }

    private Ask Read(ParseResult parsed)
    {
        Ask ask = _ask.Read(parsed);
        string[] fields = [.. parsed.GetValue(_by)!.SelectMany(static names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        string? every = parsed.GetValue(_every);
        string[] groups = [.. every is null ? [] : new[] { $"_time:{every}" }, .. fields];
        string[] functions = parsed.GetValue(_of) is { Length: > 0 } said ? said : ["count() as hits"];
        bool areCounted = functions.Contains("count() as hits", StringComparer.Ordinal);
        string sort = groups.Length == 0 ? ""
            : every is not null ? $" | sort by ({string.Join(", ", fields.Prepend("_time").Select(FieldOf))})"
            : areCounted ? " | sort by (hits desc)" : $" | sort by ({string.Join(", ", fields.Select(FieldOf))})";
        return ask with
        {
            Question = ask.Question with
            {
                Pipes = $"stats {(groups.Length == 0 ? "" : $"by ({string.Join(", ", groups)}) ")}{string.Join(", ", functions)}{sort}"
                    + (parsed.GetValue(_rows) is { } rows ? $" | limit {rows}" : ""),
            },
            Fields = [.. fields.Select(FieldOf)],
        };
    }

    /// <summary>Without its bucket.</summary>
    private static string FieldOf(string group) => group.Split(':', 2)[0];
}
