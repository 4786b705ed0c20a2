using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using LogHog.Alerting;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert test RULE --since 7d</c>: when would it have told?</summary>
internal sealed class TestCommand
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    private readonly AlertServerOptions _server = AlertServer.Options();
    private readonly Argument<string> _name = new("RULE") { Description = "A rule of the server (with --dir: of the configuration file), or any name for the one that follows." };
    private readonly Argument<string[]> _keys = AddCommand.Pairs();

    private readonly Option<string> _since = new("--since", "-S")
        { HelpName = "TIME", Description = "From when on: 7d (ago), today, 2026-11-20 (local time). The rule is thought to be made then (default: 1d).", DefaultValueFactory = static _ => "1d" };

    private readonly Option<string> _until = new("--until", "-U")
        { HelpName = "TIME", Description = "Up to when (default: now).", DefaultValueFactory = static _ => "now" };

    private readonly Option<string?> _folder = new("--dir", "-d") { HelpName = "PATH", Description = "Look into this folder of log files here, without any server." };

    private readonly Option<string?> _config = new("--config", "-c")
        { HelpName = "FILE", Description = $"With --dir: loghogd's main configuration file, which has the rule (default: {UsualFile})." };

    public static Command Build()
    {
        TestCommand test = new();
        var command = new Command(
            "test",
            """
            Try a rule against the past: what it would have told, and when, by the times of the events. Nobody is told anything.

            Examples:
              loghog alert test logins --since 7d
              loghog alert test new query=timeout kind=threshold more_than=10 within=1m -S 1d
              loghog alert test logins --dir /var/log --config ./loghogd.conf -S 2026-11-01

            Exit codes: 0 it would have told something, 1 nothing, 2 wrong command line or rule, 3 not allowed, 4 not reachable
            """) { test._name, test._keys, test._since, test._until, test._folder, test._config };
        test._server.AddTo(command);
        command.SetAction(test.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed) => AlertServer.RunAsync(parsed, _server, async daemon =>
    {
        DateTimeOffset from = Moment("--since", parsed.GetValue(_since)!), until = Moment("--until", parsed.GetValue(_until)!);
        if (from >= until)
            throw new TargetException("--since must be before --until", ExitCode.Usage);
        Dictionary<string, string> keys = AlertWords.Keys(parsed.GetValue(_keys)!);
        string name = parsed.GetValue(_name)!;
        TestAnswer answer = parsed.GetValue(_folder) is { } folder
            ? await InFolderAsync(folder, Rule(name, keys, parsed.GetValue(_config)), from, until)
            : await daemon.SendAsync(
                HttpMethod.Post, $"/rules/{AlertWords.Path(name)}/test?since={Question.Text(SearchTime.UnixNs(from))}&until={Question.Text(SearchTime.UnixNs(until))}",
                keys.Count == 0 ? null : JsonContent.Create(keys, AlertAnswersJson.Default.DictionaryStringString), AlertAnswersJson.Default.TestAnswer);
        Show(answer);
        return answer.Notifications.Count > 0 ? ExitCode.Ok : ExitCode.Trouble;
    });

    private static async Task<TestAnswer> InFolderAsync(string folder, AlertSettings rule, DateTimeOffset from, DateTimeOffset until)
    {
        using var target = new FolderTarget(folder);
        try
        {
            RehearsalResult result = await AlertRehearsal.RunAsync(rule, from, until, target.Run, CancellationToken.None);
            foreach (string problem in target.Problems)
                await Console.Error.WriteLineAsync($"loghog: {TerminalText.Safe(problem)}");
            return new TestAnswer(
                rule.Name, from, until, result.Events, result.LeftOut, result.Beyond,
                [
                    .. result.Told.Select(static one => new TestEntryAnswer(
                        one.Time, MetricNames.Label(one.Kind), one.Labels.ToDictionary(static label => label.Key, static label => label.Value, StringComparer.Ordinal), one.Title, one.Text, one.Count)),
                ]);
        }
        catch (LogsQlException failure)
        {
            throw new TargetException(failure.Message, ExitCode.Partial);
        }
    }

    /// <summary>As it is written on the command line, else in the configuration.</summary>
    private static AlertSettings Rule(string name, Dictionary<string, string> keys, string? config)
    {
        if (keys.Count > 0)
        {
            AlertSettings? said = AlertRuleFiles.Check(name, keys, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);
            return said ?? throw new TargetException(string.Join("\nloghog: ", errors.Select(static error => $"{error.Key}: {error.Message}")), ExitCode.Usage);
        }

        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(config ?? UsualFile),
            ConfigFileMayBeMissing = config is null,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(static pair => (string)pair.Key, static pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        if (loaded.Settings is not { } settings)
            throw new TargetException(string.Join("\nloghog: ", loaded.Errors), ExitCode.Usage);
        return settings.Alerts.FirstOrDefault(rule => rule.Name == name)
            ?? throw new TargetException($"there is no [alert:{TerminalText.Safe(name)}] in {config ?? UsualFile}; name the file with --config, or write the rule behind its name: query=…", ExitCode.Usage);
    }

    private static void Show(TestAnswer answer)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        foreach (TestEntryAnswer entry in answer.Notifications)
        {
            string count = entry.Count > 1 ? string.Create(invariant, $" ({entry.Count:N0} events)") : "";
            Console.Out.WriteLine($"{AlertWords.Time(entry.At)}  {entry.Kind,-9} {TerminalText.Safe(entry.Title)}{count}");
        }

        string more = answer.LeftOut == 0 ? "" : string.Create(invariant, $" (the first {answer.Notifications.Count:N0} are shown)");
        string beyond = answer.Beyond == 0 ? "" : string.Create(invariant, $"; {answer.Beyond:N0} events could not be counted: too many groups, windows or shapes");
        Console.Error.WriteLine(string.Create(
            invariant, $"loghog: {answer.Events:N0} events found, {answer.Notifications.Count + answer.LeftOut:N0} notifications{more}{beyond}"));
    }

    private static DateTimeOffset Moment(string option, string text)
    {
        TimeProvider time = TimeProvider.System;
        return SearchTime.TryParse(text, time.GetUtcNow(), time.LocalTimeZone, out long unixNs)
            ? DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100)
            : throw new TargetException($"{option} {TerminalText.Safe(text)}: no time; examples: 7d, today, 2026-11-20, '2026-11-20 15:04'", ExitCode.Usage);
    }
}
