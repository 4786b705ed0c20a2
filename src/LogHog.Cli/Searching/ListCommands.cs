using System.CommandLine;

namespace LogHog.Cli.Searching;

/// <summary>Commands that show what there is: fields, values, facets, patterns. Each is one pipe of LogsQL.</summary>
internal static class ListCommands
{
    private static readonly string[] HitsFirst = ["hits"];

    private static readonly string[] FacetsFirst = ["field_name", "hits"];

    public static Command BuildFields() => Build(
        "fields",
        """
        List the fields that events have, and how many events have each.

        Examples:
          loghog fields -a shop -S 1h
          loghog fields 'level:error'
        """,
        null,
        static (_, _) => "field_names | sort by (hits desc, name)");

    public static Command BuildValues()
    {
        var field = new Argument<string>("FIELD") { Description = "The field: app, host, level, user …" };
        field.CompletionSources.Add("app", "host", "module", "level");
        return Build(
            "values",
            """
            List the values of a field, the most frequent first.

            Examples:
              loghog values app                                which applications send
              loghog values user 'level:error "sign in"' -S 1d -n 5
            """,
            field,
            (parsed, rows) => $"top {rows ?? 100} by ({Shortcuts.Quote(parsed.GetValue(field)!)}) hits as hits");
    }

    public static Command BuildFacets() => Build(
        "facets",
        """
        Show the most frequent values of every field: what the events of a query have in common. Fields with very many or with long values,
        and fields that are always the same, are left out.

        Examples:
          loghog facets level:error -S 1h                  what do the errors of this hour share?
          loghog facets -a shop -n 3
        """,
        null,
        static (_, rows) => $"delete _time, _stream, _stream_id | facets{(rows is null ? "" : $" {rows}")}");

    public static Command BuildPatterns() => Build(
        "patterns",
        """
        Show which kinds of messages there are: numbers, addresses and the like become <N>, <IP4> …, and equal ones are counted.

        Examples:
          loghog patterns -a shop -S 1h                    what does this application say all day long?
          loghog patterns level:error -n 5
        """,
        null,
        static (_, rows) => $"collapse_nums prettify | top {rows ?? 20} by (_msg) hits as hits");

    private static AskCommand Build(string name, string description, Argument<string>? field, Func<ParseResult, int?, string> pipes)
    {
        var options = new AskOptions("table");
        Option<int?> rows = AskOptions.Count("--lines", "-n", name == "facets" ? "So many values of each field (default: 10)." : "Only the first N.");
        var command = new AskCommand(name, description, options, [rows], parsed => Read(parsed, options, field, rows, pipes));
        if (field is not null)
            command.Arguments.Insert(0, field);
        return command;
    }

    private static Ask Read(
        ParseResult parsed, AskOptions options, Argument<string>? field, Option<int?> rows, Func<ParseResult, int?, string> pipes)
    {
        Ask ask = options.Read(parsed);
        int? count = parsed.GetValue(rows);
        bool isPlain = field is null && parsed.CommandResult.Command.Name == "fields";
        return ask with
        {
            Question = ask.Question with
            {
                // A field that is not there is no value of it.
                Requirements = field is null ? ask.Question.Requirements : [.. ask.Question.Requirements, $"{Shortcuts.Quote(parsed.GetValue(field)!)}:*"],
                Pipes = pipes(parsed, count) + (isPlain && count is not null ? $" | limit {count}" : ""),
            },
            FirstColumns = parsed.CommandResult.Command.Name == "facets" ? FacetsFirst : HitsFirst,
            Fields = field is null ? [] : [parsed.GetValue(field)!],
        };
    }
}
