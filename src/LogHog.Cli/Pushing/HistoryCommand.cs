using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LogHog.Cli.Output;

namespace LogHog.Cli.Pushing;

/// <summary><c>loghog config history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Build()
    {
        var target = new Argument<string?>("TARGET") { Description = "One program (default: all).", Arity = ArgumentArity.ZeroOrOne };
        var show = new Option<long?>("--show") { HelpName = "N", Description = "Print the configuration of this version." };
        var command = new Command(
            "history", "Who pushed what and when, and what became of it; the newest last. Exit codes: 0 shown, 1 nothing, or a damaged file") { target, show };
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            PushPlace place = PushOptions.Place(parsed);
            IReadOnlyList<string> targets = parsed.GetValue(target) is { } one ? [one] : PushHistory.Targets(place.Store);
            PushHistory[] histories = [.. targets.Select(name => PushHistory.Read(place.Store, name))];
            int problems = 0;
            foreach (string problem in histories.SelectMany(static history => history.Problems))
            {
                problems++;
                Console.Error.WriteLine($"loghog: {TerminalText.Safe(problem)}");
            }

            PushRecord[] records = [.. histories.SelectMany(static history => history.Records)];
            if (parsed.GetValue(show) is { } version)
                return Task.FromResult(Show(records, version));
            foreach (PushRecord record in records)
                Console.Out.WriteLine(parsed.GetValue(PushOptions.Json) ? JsonSerializer.Serialize(record, PushJson.Readable.PushRecord) : Line(record));
            return Task.FromResult(records.Length > 0 && problems == 0 ? ExitCode.Ok : ExitCode.Trouble);
        }));
        return command;
    }

    private static int Show(PushRecord[] records, long version)
    {
        if (Array.Find(records, record => record.Version == version) is not { } record)
            return ExitCode.Trouble;
        Console.Out.WriteLine(record.Config.ValueKind == JsonValueKind.String ? record.Config.GetString() : record.Config.GetRawText());
        return ExitCode.Ok;
    }

    private static string Line(PushRecord record)
    {
        int good = record.Results.Count(static result => result.IsSuccess);
        string again = record.RollbackTo is { } version ? $" (version {version} again)" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Target,-12} {record.Version} {record.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} {TerminalText.Safe(record.By),-16} {record.Key,-8} {record.Kind,-10} {good} of {record.Results.Count}{again} {TerminalText.Safe(record.Message)}")
            .TrimEnd();
    }
}
