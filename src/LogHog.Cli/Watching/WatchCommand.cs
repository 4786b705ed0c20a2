using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using LogHog.Engine.Inputs.Following;
using LogHog.Engine.Inputs.Tail;
using LogHog.Engine.Search;

namespace LogHog.Cli.Watching;

/// <summary><c>loghog watch PATH...</c>: what comes in log files, or came since the last time, without any server.</summary>
internal sealed class WatchCommand
{
    public const string Name = "watch";

    private const string Latin1 = "latin-1";

    private static readonly Dictionary<string, MultilineKind> Kinds = new(StringComparer.Ordinal)
    {
        ["indent"] = MultilineKind.Indent,
        ["java"] = MultilineKind.Java,
        ["python"] = MultilineKind.Python,
        ["go"] = MultilineKind.Go,
        ["dotnet"] = MultilineKind.DotNet,
    };

    private readonly Argument<string[]> _paths = new("PATH")
        { HelpName = "PATH", Description = "Files; * and ? within names and ** for any folders (in quotes).", Arity = ArgumentArity.OneOrMore };

    private readonly Option<bool> _once = new("--once") { Description = "Show what is new and end, as for cron." };

    private readonly Option<string?> _state = new("--state", "-s")
        { HelpName = "FILE", Description = "Remember there how far the files were read. Without: follow from now on; with --once: all of them." };

    private readonly Option<string[]> _include = new("--include", "-i")
        { HelpName = "PATTERN", Description = "Only events in which one of these regular expressions is found; may be given more than once." };

    private readonly Option<string[]> _exclude = new("--exclude", "-x")
        { HelpName = "PATTERN", Description = "Not those in which one of these is found: the regular noise." };

    private readonly Option<string[]> _without = new("--without") { HelpName = "PATH", Description = "Files of these that are left out." };

    private readonly Option<bool> _ignoreCase = new("--ignore-case") { Description = "Patterns find capitals and small letters alike." };

    private readonly Option<string?> _startAt = new("--start-at")
        { HelpName = "beginning|end", Description = "Where files are read from the first time (default: the beginning with --state or --once, else the end)." };

    private readonly Option<string[]> _multiline = new("--multiline", "-m")
        { HelpName = "KIND", Description = $"Lines that belong to the one before: {string.Join(", ", Kinds.Keys)}.", AllowMultipleArgumentsPerToken = false };

    private readonly Option<string?> _start = new("--multiline-start")
        { HelpName = "PATTERN", Description = "Events begin with lines in which this is found; the others belong to the one before." };

    private readonly Option<string?> _encoding = new("--encoding")
        { HelpName = "utf-8|latin-1", Description = "How the files' bytes are text (default: utf-8)." };

    private readonly Option<bool> _withPath = new("--with-filename", "-H") { Description = "The file's path before each event." };

    public static Command Build()
    {
        var watch = new WatchCommand();
        var command = new Command(
            Name,
            """
            Follow log files without any server, through rotations, or show what is new in them since the last time. A file that was renamed,
            compressed or copied and emptied meanwhile is read to its end first.

            Examples:
              loghog watch /var/log/auth.log -x CRON -x "Connection closed"
              loghog watch --once --state ~/.auth.state /var/log/auth.log -i "Failed password|Accepted"     in cron: what is new
              loghog watch '/srv/*/log/*.log' -m java -i ERROR -H

            Exit codes: 0 something was found, 1 nothing, 2 wrong command line or unusable state, 5 some files cannot be read or the output not be
            written, 130 Control-C
            """)
        {
            watch._paths, watch._once, watch._state, watch._include, watch._exclude, watch._without, watch._ignoreCase, watch._startAt, watch._multiline,
            watch._start, watch._encoding, watch._withPath,
        };
        watch._startAt.AcceptOnlyFromAmong("beginning", "end");
        watch._encoding.AcceptOnlyFromAmong("utf-8", Latin1);
        watch._multiline.AcceptOnlyFromAmong([.. Kinds.Keys]);
        command.SetAction((parsed, _) => Task.FromResult(WatchRunner.Run(() => watch.Read(parsed))));
        return command;
    }

    /// <exception cref="FormatException">The command line is wrong; the message says what to write.</exception>
    private WatchAsk Read(ParseResult parsed)
    {
        string? state = parsed.GetValue(_state);
        bool isOnce = parsed.GetValue(_once);
        string? startAt = parsed.GetValue(_startAt);
        bool ignoresCase = parsed.GetValue(_ignoreCase);
        var settings = new WatchSettings
        {
            Paths = [.. (parsed.GetValue(_paths) ?? []).Select(Glob)],
            Exclude = [.. (parsed.GetValue(_without) ?? []).Select(Glob)],
            StateFile = state,
            IsOnce = isOnce,
            BeginsAtEnd = startAt is null ? state is null && !isOnce : startAt == "end",
            Multiline = [.. (parsed.GetValue(_multiline) ?? []).Select(static kind => Kinds[kind])],
            MultilineStart = parsed.GetValue(_start) is { } start ? Pattern("--multiline-start", start, ignoresCase: false) : null,
        };
        if (settings.MultilineStart is not null && settings.Multiline.Count > 0)
            throw new FormatException("--multiline-start decides of every line; leave --multiline out");
        return new WatchAsk(
            settings,
            [.. (parsed.GetValue(_include) ?? []).Select(pattern => Pattern("-i", pattern, ignoresCase))],
            [.. (parsed.GetValue(_exclude) ?? []).Select(pattern => Pattern("-x", pattern, ignoresCase))],
            parsed.GetValue(_encoding) == Latin1 ? Encoding.Latin1 : Encoding.UTF8,
            parsed.GetValue(_withPath));
    }

    private static FileGlob Glob(string path)
    {
        if (Directory.Exists(path))
            throw new FormatException($"{path} is a folder; for the files in it write '{Path.TrimEndingDirectorySeparator(path)}/*', in quotes");
        return FileGlob.TryParse(Path.GetFullPath(path), out FileGlob? glob)
            ? glob
            : throw new FormatException($"{path}: write a file in a folder, the folder named before the first star");
    }

    private static Regex Pattern(string option, string pattern, bool ignoresCase)
    {
        try
        {
            return ignoresCase
                ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)
                : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException bad)
        {
            throw new FormatException($"{option} {pattern}: {bad.Message}", bad);
        }
        catch (NotSupportedException bad)
        {
            throw new FormatException($"{option} {pattern}: lookarounds, back-references and atomic groups can take for ever; write the pattern without them", bad);
        }
    }
}

/// <summary>One run of <c>loghog watch</c>.</summary>
/// <param name="Settings">What is looked at.</param>
/// <param name="Include">One of them must be found; none = all events.</param>
/// <param name="Exclude">None of them may be found.</param>
/// <param name="Encoding">Of the files.</param>
/// <param name="HasPath">The path is shown.</param>
internal sealed record WatchAsk(WatchSettings Settings, IReadOnlyList<Regex> Include, IReadOnlyList<Regex> Exclude, Encoding Encoding, bool HasPath);
