using System.CommandLine;
using LogHog.Cli.Output;
using LogHog.Cli.Status;

namespace LogHog.Cli.Searching;

/// <summary>What every command that asks takes: whom to ask, about which events, and how to show the answer.</summary>
internal sealed class AskOptions
{
    private readonly Argument<string[]> _query = new("QUERY")
        { Description = "LogsQL; several words are joined by spaces and must all be there. Nothing = everything.", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<string?> _folder = new("--dir", "-d")
        { HelpName = "PATH", Description = "Search this folder of log files here, live and archived ones, without any server." };

    private readonly Option<string> _server = DaemonAddress.Option();

    private readonly Option<string?> _caFile = DaemonTrust.CaOption();

    private readonly Option<string?> _certificate = DaemonTrust.CertificateOption();

    private readonly Option<string?> _since = new("--since", "-S")
        { HelpName = "TIME", Description = "Not before: 1h (ago), today, yesterday, 2026-11-20, '2026-11-20 15:04' (local time)." };

    private readonly Option<string?> _until = new("--until", "-U") { HelpName = "TIME", Description = "Not after." };

    private readonly Option<string[]> _apps = Names("--app", "-a", "APP", "Only this application; * and ? stand for any letters; can be given several times.");

    private readonly Option<string[]> _hosts = Names("--host", null, "HOST", "Only this host.");

    private readonly Option<string[]> _modules = Names("--module", "-m", "MODULE", "Only this module and those beneath it.");

    private readonly Option<string?> _level = new("--level", "-l")
        { HelpName = "LEVEL", Description = "This level and worse, or FROM..TO: trace, debug, info, warn, error, fatal." };

    private readonly Option<string[]> _texts = Names("--fixed", "-F", "TEXT", "The message contains this text, as it is, also inside words (grep -F).");

    private readonly Option<string[]> _patterns = Names("--regexp", "-e", "PATTERN", "The message matches this regular expression (RE2).");

    private readonly Option<bool> _ignoreCase = new("--ignore-case", "-i") { Description = "For -F and -e: capitals do not count." };

    private readonly Option<string> _format;

    private readonly Option<string> _colours = new("--color")
        { HelpName = "WHEN", Description = "Colours: auto (a terminal, unless NO_COLOR is set), always, never.", DefaultValueFactory = static _ => "auto" };

    private readonly Option<bool> _noPager = new("--no-pager") { Description = "Do not start $LOGHOG_PAGER, $PAGER or less." };

    private readonly Option<bool> _explain = new("--explain") { Description = "Show the whole query in LogsQL, and do not ask it." };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show the whole query on standard error, and ask it." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No hints when nothing is found." };

    /// <param name="format">The format that the command has by itself.</param>
    public AskOptions(string format)
    {
        _format = new Option<string>("--output", "-o")
        {
            HelpName = "FORMAT",
            Description = $"How rows are shown: {string.Join(", ", RowFormats.Names)} (default: {format}).",
            DefaultValueFactory = _ => format,
        };
        _format.AcceptOnlyFromAmong(RowFormats.Names);
        _colours.AcceptOnlyFromAmong(Terminal.ColourNames);
        _query.Validators.Add(static result =>
        {
            // One hyphen negates a word in LogsQL; two are an option that was mistyped, and as a word would find nothing, silently.
            if (result.Tokens.FirstOrDefault(static token => token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal)) is { } token)
                result.AddError($"there is no option '{token.Value}' (to look for such a text: -F='{token.Value}')");
        });
        _level.CompletionSources.Add(LevelRange.Names);
        _level.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && LevelRange.Condition(token.Value) is null)
                result.AddError($"--level {token.Value}: write {string.Join(", ", LevelRange.Names)}, or FROM..TO");
        });
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_query);
        Option[] options =
        [
            _folder, _server, _caFile, _certificate, _since, _until, _apps, _hosts, _modules, _level, _texts, _patterns, _ignoreCase, _format,
            _colours, _noPager, _explain, _verbose, _quiet,
        ];
        foreach (Option option in options)
            command.Options.Add(option);
    }

    /// <summary>The request without what the command itself adds.</summary>
    public Ask Read(ParseResult parsed) => new()
    {
        Question = new Question
        {
            Query = parsed.GetValue(_query) is { Length: > 0 } words ? string.Join(' ', words) : "*",
            Conditions =
            [
                .. Shortcuts.Stream(parsed.GetValue(_apps)!, parsed.GetValue(_hosts)!, parsed.GetValue(_modules)!),
                .. parsed.GetValue(_level) is { } level ? new[] { LevelRange.Condition(level)! } : [],
            ],
            Requirements =
            [
                .. Shortcuts.Message(parsed.GetValue(_texts)!, parsed.GetValue(_patterns)!, parsed.GetValue(_ignoreCase)),
            ],
            Since = parsed.GetValue(_since),
            Until = parsed.GetValue(_until),
        },
        Folder = parsed.GetValue(_folder),
        Server = parsed.GetValue(_server)!,
        Trust = new DaemonTrust(parsed.GetValue(_caFile), parsed.GetValue(_certificate)),
        Format = parsed.GetValue(_format)!,
        Colours = parsed.GetValue(_colours)!,
        MayPage = !parsed.GetValue(_noPager),
        IsExplained = parsed.GetValue(_explain),
        IsVerbose = parsed.GetValue(_verbose),
        IsQuiet = parsed.GetValue(_quiet),
    };

    /// <summary>A number, from <paramref name="least"/> on.</summary>
    public static Option<int?> Count(string name, string shortName, string what, int least = 1)
    {
        var option = new Option<int?>(name, shortName) { HelpName = "N", Description = what };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number < least)
                result.AddError($"{name} {token.Value}: a number from {least} on is wanted");
        });
        return option;
    }

    private static Option<string[]> Names(string name, string? shortName, string value, string what) =>
        new(name, shortName is null ? [] : [shortName])
            { HelpName = value, Description = what, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };
}
