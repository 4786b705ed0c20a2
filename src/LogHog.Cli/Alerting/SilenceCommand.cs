using System.CommandLine;
using System.Net.Http.Json;
using LogHog.Alerting;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Engine.Search;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert silence [RULE] --for TIME</c>.</summary>
internal static class SilenceCommand
{
    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var rule = new Argument<string?>("RULE") { Description = "The rule; none = every one.", Arity = ArgumentArity.ZeroOrOne };
        var time = new Option<string?>("--for") { HelpName = "TIME", Description = "So long: 30m, 2h, 1d." };
        var until = new Option<string?>("--until", "-U") { HelpName = "TIME", Description = "Until then: '2026-11-29 08:00' (local time)." };
        Option<string[]> label = AlertWords.Label("Only groups with this value; can be given several times.");
        Option<string?> comment = AlertWords.Comment();
        var end = new Option<string?>("--end") { HelpName = "ID", Description = "End this silence (alert list shows their ids)." };
        var command = new Command(
            "silence",
            """
            Tell nobody for a time. Rules go on looking; what still fires when the silence ends is told then.

            Examples:
              loghog alert silence logins --for 2h --comment "the scanner runs"
              loghog alert silence logins --label host=web01 --until '2026-11-29 08:00'
              loghog alert silence --end 3f2a9c1b7d4e
            """) { rule, time, until, label, comment, end };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            if (parsed.GetValue(end) is { } id)
            {
                using HttpResponseMessage answer = await daemon.SendAsync(HttpMethod.Delete, "/silences/" + AlertWords.Path(id), null);
                return ExitCode.Ok;
            }

            SilenceRequest wanted = new(
                parsed.GetValue(rule), AlertWords.Labels(parsed.GetValue(label)!), Moment(parsed.GetValue(until)), parsed.GetValue(time), parsed.GetValue(comment));
            if ((wanted.For is null) == (wanted.Until is null))
                throw new TargetException("say how long: --for 2h, or --until '2026-11-29 08:00'", ExitCode.Usage);
            SilenceAnswer silence = await daemon.SendAsync(
                HttpMethod.Post, "/silences", JsonContent.Create(wanted, AlertAnswersJson.Default.SilenceRequest), AlertAnswersJson.Default.SilenceAnswer);
            Console.Out.WriteLine($"silence {silence.Id} until {AlertWords.Time(silence.Until)}");
            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>In this place's time; the server may have another.</summary>
    private static string? Moment(string? text)
    {
        if (text is null)
            return null;
        TimeProvider time = TimeProvider.System;
        return SearchTime.TryParse(text, time.GetUtcNow(), time.LocalTimeZone, out long unixNs)
            ? Question.Text(unixNs)
            : throw new TargetException($"--until {TerminalText.Safe(text)}: no time; examples: '2026-11-29 08:00', 2026-11-29T08:00:00Z", ExitCode.Usage);
    }
}
