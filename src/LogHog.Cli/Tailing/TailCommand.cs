using System.CommandLine;
using LogHog.Cli.Searching;

namespace LogHog.Cli.Tailing;

/// <summary><c>loghog tail QUERY</c>: what comes in, as it comes in, until Control-C.</summary>
internal sealed class TailCommand
{
    public const string Name = "tail";

    /// <summary>As many as tail and journalctl -f begin with.</summary>
    private const int LinesDefault = 10;

    private const int LinesMax = 100_000;

    /// <summary>Those that show a row without knowing the next.</summary>
    private static readonly string[] Formats = ["short", "json", "raw", "logfmt"];

    private readonly AskOptions _ask = new("short");

    private readonly Option<int?> _lines = AskOptions.Count(
        "--lines", "-n", $"Begin with the newest N (default: {LinesDefault}; with --since all since then); 0 = none.", least: 0);

    private readonly Option<int?> _rate = AskOptions.Count(
        "--rate", "-R", "Most rows a second; of more the server leaves some out, and says how many (default: 1000; 0 = no bound).", least: 0);

    public static Command Build()
    {
        var tail = new TailCommand();
        var command = new Command(
            Name,
            """
            Follow log events as they come in, on a server or in a folder of files (--dir), until Control-C.

            Takes filters and pipes that work row by row (| filter …, | fields …, | extract …, | format …). When the server goes away, tail
            waits for it and goes on where it was. What is not shown is said on standard error.

            Examples:
              loghog tail                                      everything, with the last 10 events first
              loghog tail -a shop -l warn                      warnings and worse of one application
              loghog tail -S 5m '"timed out" | fields _time, host, _msg' -o json
              loghog tail --dir /var/log -n 0                  without any server, through rotations

            Exit codes: 0 the reader of the output has gone, 2 wrong query or command line, 3 not allowed, 4 server not reachable, 130 Control-C
            """);
        tail._ask.AddTo(command);
        command.Options.Add(tail._lines);
        command.Options.Add(tail._rate);
        tail._lines.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number > LinesMax)
                result.AddError($"-n {token.Value}: at most {LinesMax}; loghog search shows more");
        });
        command.SetAction((parsed, _) => TailRunner.Run(() => tail.Read(parsed)));
        return command;
    }

    /// <summary>From what every command that asks takes to what is followed; <c>search -f</c> is the same.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="lines">With how many rows to begin; null = ten, or all since the time that was given.</param>
    /// <param name="rate">Most rows a second; null = the server's default.</param>
    /// <exception cref="QuestionException">It cannot be followed.</exception>
    public static TailAsk Request(Ask ask, int? lines, int? rate)
    {
        if (!Formats.Contains(ask.Format))
            throw new QuestionException($"loghog: -o {ask.Format} needs all rows; tail shows {string.Join(", ", Formats)}\n");
        return new TailAsk(
            ask with { Question = ask.Question with { Since = null } },
            ask.Question.Since is null ? null : ask.Question.Bounds(TimeProvider.System).FromUnixNs,
            lines ?? (ask.Question.Since is null ? LinesDefault : null),
            rate);
    }

    private TailAsk Read(ParseResult parsed) => Request(_ask.Read(parsed), parsed.GetValue(_lines), parsed.GetValue(_rate));
}

/// <summary>One run of <c>loghog tail</c>.</summary>
/// <param name="Ask">What, whom, and how it is shown.</param>
/// <param name="SinceUnixNs">From when on the history is shown; null = whenever.</param>
/// <param name="Lines">Only the newest so many rows of it; null = all.</param>
/// <param name="RowsPerSecond">Null = the server's default.</param>
internal sealed record TailAsk(Ask Ask, long? SinceUnixNs, int? Lines, int? RowsPerSecond);
