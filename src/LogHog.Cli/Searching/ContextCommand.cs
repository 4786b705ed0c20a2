using System.CommandLine;

namespace LogHog.Cli.Searching;

/// <summary><c>loghog context QUERY</c>: what happened around an event, in its own stream.</summary>
internal static class ContextCommand
{
    private const int AroundDefault = 10;

    public static Command Build()
    {
        var options = new AskOptions("short");
        Option<int?> rows = AskOptions.Count("--lines", "-n", "The newest N events that the query finds (default: 1).");
        Option<int?> after = AskOptions.Count("--after-context", "-A", $"So many events after it (default: {AroundDefault}).", least: 0);
        Option<int?> before = AskOptions.Count("--before-context", "-B", $"So many events before it (default: {AroundDefault}).", least: 0);
        Option<int?> around = AskOptions.Count("--context", "-C", "So many before and after.", least: 0);
        var cursor = new Option<string?>("--cursor") { HelpName = "CURSOR", Description = "The event of this cursor (search --show-cursor)." };
        return new AskCommand(
            "context",
            """
            Show the newest event that a query finds, with its neighbours: what its application said on that host, in that module, before and after.

            It is the pipe stream_context; --explain shows the query.

            Examples:
              loghog context level:fatal -C 20                 around the last fatal error
              loghog context 'trace_id:4bf92f3577b34da6a3ce929d0e0e4736' -B 5 -A 0
            """,
            options,
            [rows, after, before, around, cursor],
            Read);

        Ask Read(ParseResult parsed)
        {
            Ask ask = options.Read(parsed);
            int b = parsed.GetValue(before) ?? parsed.GetValue(around) ?? AroundDefault;
            int a = parsed.GetValue(after) ?? parsed.GetValue(around) ?? AroundDefault;
            string[] at = [];
            if (parsed.GetValue(cursor) is { } text)
            {
                RowCursor place = RowCursor.TryParse(text) ?? throw new QuestionException("loghog: --cursor: that is no cursor; search --show-cursor shows one\n");
                at = [$"_time:[{Question.Text(place.UnixNs)}, {Question.Text(place.UnixNs)}]"];
            }

            return ask with
            {
                Question = ask.Question with
                {
                    Conditions = [.. ask.Question.Conditions, .. at],
                    Pipes = $"sort by (_time desc) limit {parsed.GetValue(rows) ?? 1} | stream_context before {b} after {a}",
                },
            };
        }
    }
}
