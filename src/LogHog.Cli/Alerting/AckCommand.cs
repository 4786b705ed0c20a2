using System.CommandLine;
using System.Net.Http.Json;
using LogHog.Alerting;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert ack RULE</c>.</summary>
internal static class AckCommand
{
    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var rule = new Argument<string>("RULE") { Description = "The rule." };
        Option<string[]> label = AlertWords.Label("Only the group with this value; can be given several times.");
        Option<string?> comment = AlertWords.Comment();
        var command = new Command(
            "ack", "Say that somebody has seen what fires: no reminders of it any more; its end is told. Exit codes: 0 done, 1 nothing fires, 2 wrong command line, 3 not allowed, 4 not reachable")
        {
            rule, label, comment,
        };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            AckRequest wanted = new(parsed.GetValue(rule), AlertWords.Labels(parsed.GetValue(label)!), parsed.GetValue(comment));
            AckAnswer answer = await daemon.SendAsync(
                HttpMethod.Post, "/ack", JsonContent.Create(wanted, AlertAnswersJson.Default.AckRequest), AlertAnswersJson.Default.AckAnswer);
            Console.Out.WriteLine(answer.Acknowledged == 0 ? "nothing of it fires" : $"acknowledged: {answer.Acknowledged}");
            return answer.Acknowledged == 0 ? ExitCode.Trouble : ExitCode.Ok;
        }));
        return command;
    }
}
