using System.CommandLine;
using System.Globalization;
using System.Text;
using LogHog.Alerting;
using LogHog.Cli.Output;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert list</c>.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var firing = new Option<bool>("--firing", "-f") { Description = "Only rules that fire, are cut off, or could not count everything." };
        var command = new Command("list", "The rules, what fires, and the silences. Exit codes: 0 nothing fires, 1 something does, 3 not allowed, 4 not reachable") { firing };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            AlertsAnswer answer = await daemon.SendAsync(HttpMethod.Get, "", null, AlertAnswersJson.Default.AlertsAnswer);
            Console.Out.Write(Text(answer, parsed.GetValue(firing)));
            return answer.Rules.Any(static rule => rule.State is "firing" or "cut_off") ? ExitCode.Trouble : ExitCode.Ok;
        }));
        return command;
    }

    public static string Text(AlertsAnswer answer, bool onlyFiring)
    {
        StringBuilder text = new();
        CultureInfo invariant = CultureInfo.InvariantCulture;
        RuleAnswer[] shown = [.. answer.Rules.Where(rule => !onlyFiring || rule.State is "firing" or "cut_off" || rule.Beyond > 0)];
        if (shown.Length > 0)
            text.Append(invariant, $"{"rule",-24} {"kind",-10} {"state",-9} {"found",12} {"told",8}  channels\n");
        foreach (RuleAnswer rule in shown)
        {
            text.Append(invariant, $"{rule.Name,-24} {rule.Kind,-10} {rule.State.Replace('_', ' '),-9} {rule.Matches,12:N0} {rule.Notifications,8:N0}  ")
                .Append(rule.Channels.Count == 0 ? "(log only)" : TerminalText.Safe(string.Join(", ", rule.Channels))).Append('\n');
            foreach (FiringAnswer group in rule.Firing)
                Append(text, group);
            if (rule.FiringCount > rule.Firing.Count)
                text.Append(invariant, $"  and {rule.FiringCount - rule.Firing.Count} more\n");
            if (rule.Beyond > 0)
                text.Append(invariant, $"  {rule.Beyond:N0} events could not be counted: too many groups, windows or shapes\n");
        }

        if (answer.Rules.Count == 0)
            text.Append("There are no rules: loghog alert add makes one, [alert:NAME] in loghogd.conf is another.\n");
        foreach (SilenceAnswer silence in answer.Silences)
            Append(text, silence);
        if (answer.EventsUnseen > 0)
            text.Append(invariant, $"\n{answer.EventsUnseen:N0} events came too fast to be looked at; all of them are stored\n");
        if (answer.NotificationsWaiting > 0)
            text.Append(invariant, $"\n{answer.NotificationsWaiting:N0} notifications wait for their channels\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, FiringAnswer group)
    {
        string labels = group.Labels.Count == 0 ? "" : AlertWords.Of(group.Labels) + ": ";
        text.Append(CultureInfo.InvariantCulture, $"  since {AlertWords.Time(group.Since)}  {labels}{TerminalText.Safe(group.Title)}");
        if (group.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({group.Count:N0} events)");
        if (group.Acknowledged is { } ack)
            text.Append(CultureInfo.InvariantCulture, $", acknowledged by {TerminalText.Safe(ack.By)}{(ack.Comment.Length == 0 ? "" : ": " + TerminalText.Safe(ack.Comment))}");
        else if (!group.Told)
            text.Append(", not told");
        text.Append('\n');
    }

    private static void Append(StringBuilder text, SilenceAnswer silence) => text.Append(
        CultureInfo.InvariantCulture,
        $"\nsilence {silence.Id} until {AlertWords.Time(silence.Until)}: {(silence.Rule.Length == 0 ? "every rule" : silence.Rule)} {AlertWords.Of(silence.Labels)}")
        .Append(CultureInfo.InvariantCulture, $" by {TerminalText.Safe(silence.By)}{(silence.Comment.Length == 0 ? "" : ": " + TerminalText.Safe(silence.Comment))}\n");
}
