using System.CommandLine;
using LogHog.Cli.Output;
using LogHog.Cli.Tailing;

namespace LogHog.Cli.Searching;

/// <summary><c>loghog search QUERY</c>: the events themselves.</summary>
internal sealed class SearchCommand
{
    /// <summary>As many as a terminal's history usually holds; more are asked for.</summary>
    public const int RowsDefault = 1000;

    private const string LineField = "_line";

    private readonly AskOptions _ask = new("short");

    private readonly Option<string?> _rows = new("--lines", "-n")
        { HelpName = "N", Description = $"Only the newest N (default: {RowsDefault}), or 'all', as they are found." };

    private readonly Option<bool> _reverse = new("--reverse", "-r") { Description = "The newest first; else it stands last." };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what comes in, as loghog tail does, until Control-C." };

    private readonly Option<int?> _after = AskOptions.Count("--after-context", "-A", "Show so many events after each one found, of its application, host and module.", least: 0);

    private readonly Option<int?> _before = AskOptions.Count("--before-context", "-B", "Show so many events before each one found.", least: 0);

    private readonly Option<int?> _around = AskOptions.Count("--context", "-C", "Show so many events before and after each one found.", least: 0);

    private readonly Option<string?> _template = new("--template", "-t")
        { HelpName = "TEMPLATE", Description = "Show rows so, with fields in angle brackets as the format pipe has them: '<_time> <uc:level> <_msg>'." };

    private readonly Option<string?> _cursor = new("--cursor") { HelpName = "CURSOR", Description = "Begin at the event of this cursor." };

    private readonly Option<string?> _afterCursor = new("--after-cursor") { HelpName = "CURSOR", Description = "Begin after the event of this cursor." };

    private readonly Option<bool> _showCursor = new("--show-cursor")
        { Description = "Say at the end where the answer ended: '-- cursor: …' as a last line, for json and csv on standard error." };

    private readonly Option<string?> _cursorFile = new("--cursor-file")
        { HelpName = "FILE", Description = "Begin after the cursor in this file, if it exists, and write the last one into it." };

    public static Command Build()
    {
        var search = new SearchCommand();
        var command = new AskCommand(
            "search",
            """
            Search log events with LogsQL, on a server or in a folder of files (--dir).

            Words next to each other must all be in the message, as whole words; "quotes" keep words together, *stars* look inside of words.
            A query with pipes (| stats …, | sort …) answers in the order that its pipes give.

            Examples:
              loghog search error -S 1h                        the word error, in the last hour
              loghog search -a shop -l warn '"timed out"'      a phrase, in warnings and worse of one application
              loghog search --dir /var/log -F 'Out of memory' -C 3    without any server, with three lines around
              loghog search 'status:>=500 | stats by (host) count()'
            """,
            search._ask,
            [
                search._rows, search._reverse, search._follow, search._after, search._before, search._around, search._template,
                search._cursor, search._afterCursor, search._showCursor, search._cursorFile,
            ],
            search.Read);
        search._rows.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not "all" } token] && (!int.TryParse(token.Value, out int number) || number < 1))
                result.AddError($"-n {token.Value}: a number from 1 on is wanted, or 'all'");
        });
        search._rows.CompletionSources.Add("all");
        command.SetAction((parsed, _) => parsed.GetValue(search._follow)
            ? TailRunner.Run(() => search.ReadFollowed(parsed))
            : AskRunner.Run(() => search.Read(parsed)));
        return command;
    }

    private TailAsk ReadFollowed(ParseResult parsed)
    {
        Symbol[] others = [_reverse, _after, _before, _around, _template, _cursor, _afterCursor, _showCursor, _cursorFile];
        if (others.OfType<Option>().FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            throw new QuestionException($"loghog: {other.Name} does not go with --follow\n");
        string? rows = parsed.GetValue(_rows);
        if (rows == "all")
            throw new QuestionException("loghog: -n all does not go with --follow; -S TIME begins with all since then\n");
        return TailCommand.Request(_ask.Read(parsed), rows is null ? null : int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture), rate: null);
    }

    private Ask Read(ParseResult parsed)
    {
        Ask ask = _ask.Read(parsed);
        bool hasPipes = (ask.Question with { Conditions = [], Requirements = [], Since = null, Until = null }).Compose(TimeProvider.System).Pipes.Count > 0;
        CursorUse cursor = ReadCursor(parsed);
        RowCursor? start = cursor.After ?? (parsed.GetValue(_cursor) is { } text ? Cursor(text) : null);
        string? said = parsed.GetValue(_rows);
        long? rows = said is null ? (start is null ? RowsDefault : null) : said == "all" ? null : long.Parse(said, System.Globalization.CultureInfo.InvariantCulture);
        int before = parsed.GetValue(_before) ?? parsed.GetValue(_around) ?? 0;
        int after = parsed.GetValue(_after) ?? parsed.GetValue(_around) ?? 0;
        if (hasPipes && (before > 0 || after > 0 || cursor.IsUsed || start is not null))
            throw new QuestionException("loghog: -A, -B, -C and cursors go with a query without pipes; there is a pipe stream_context\n");
        string? template = parsed.GetValue(_template);
        if (ask.Format == "template" && template is null)
            throw new QuestionException("loghog: -o template needs --template '<_time> <_msg>'\n");
        string[] pipes =
        [
            .. hasPipes || rows is null ? [] : new[] { $"sort by (_time desc) limit {rows}" },
            .. hasPipes && said is not null && rows is not null ? new[] { $"limit {rows}" } : [],
            .. before + after == 0 ? [] : new[] { $"stream_context{(before > 0 ? $" before {before}" : "")}{(after > 0 ? $" after {after}" : "")}" },
            .. template is null ? [] : new[] { $"format {Shortcuts.Quote(template)} as {LineField}" },
        ];
        return ask with
        {
            Question = ask.Question with
            {
                Pipes = string.Join(" | ", pipes),
                Conditions = start is null ? ask.Question.Conditions : [.. ask.Question.Conditions, $"_time:>={Question.Text(start.UnixNs)}"],
            },
            Format = template is null ? ask.Format : "template",
            LineField = LineField,
            IsReversed = !hasPipes && rows is not null && before + after == 0 && !parsed.GetValue(_reverse),
            RowsTold = !hasPipes && said is null && before + after == 0 ? rows ?? 0 : 0,
            Cursor = cursor,
        };
    }

    private CursorUse ReadCursor(ParseResult parsed)
    {
        string? file = parsed.GetValue(_cursorFile);
        string? text = parsed.GetValue(_afterCursor);
        try
        {
            if (text is null && file is not null && File.Exists(file))
                text = File.ReadAllText(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new QuestionException($"loghog: --cursor-file: {cause.Message}\n");
        }

        return new CursorUse { After = text is null ? null : Cursor(text), File = file, IsShown = parsed.GetValue(_showCursor) };
    }

    private static RowCursor Cursor(string text) => RowCursor.TryParse(text)
        ?? throw new QuestionException($"loghog: '{TerminalText.Safe(text.Trim())}' is no cursor; --show-cursor shows one\n");
}
