using System.CommandLine;
using System.Globalization;
using System.Text;
using LogHog.Alerting;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert history [RULE]</c>.</summary>
internal static class HistoryCommand
{
    private const int Usual = 100;

    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var rule = new Argument<string?>("RULE") { Description = "Only of this rule.", Arity = ArgumentArity.ZeroOrOne };
        Option<int?> count = AskOptions.Count("--lines", "-n", $"The newest N (default: {Usual}; the server keeps 1,000).");
        var command = new Command("history", "What fired, resolved, was silenced and acknowledged, the newest last.") { rule, count };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            string of = parsed.GetValue(rule) is { } name ? $"&rule={Uri.EscapeDataString(name)}" : "";
            HistoryAnswer answer = await daemon.SendAsync(
                HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/history?limit={Math.Min(1000, parsed.GetValue(count) ?? Usual)}{of}"), null,
                AlertAnswersJson.Default.HistoryAnswer);
            foreach (HistoryEntryAnswer entry in answer.Entries.Reverse())
                Console.Out.Write(Text(entry));
            return answer.Entries.Count == 0 ? ExitCode.Trouble : ExitCode.Ok;
        }));
        return command;
    }

    private static string Text(HistoryEntryAnswer entry)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{AlertWords.Time(entry.At)}  {entry.Kind.Replace('_', ' '),-12} {entry.Rule,-20} {AlertWords.Of(entry.Labels)}");
        text.Append(entry.Labels.Count == 0 ? "" : ": ").Append(TerminalText.Safe(entry.Title));
        if (entry is { Count: > 0, Kind: "removed" })
            text.Append(CultureInfo.InvariantCulture, $" ({entry.Count:N0} fired; nobody is told that it is over)");
        else if (entry.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({entry.Count:N0} events)");
        if (entry.By.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" by {TerminalText.Safe(entry.By)}{(entry.Comment.Length == 0 ? "" : ": " + TerminalText.Safe(entry.Comment))}");
        else if (!entry.Told && entry.Kind is "fired" or "matched")
            text.Append(", not told by itself");
        return text.Append('\n').ToString();
    }
}
