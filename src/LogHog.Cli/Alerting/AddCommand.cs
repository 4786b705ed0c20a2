using System.CommandLine;
using System.Net.Http.Json;
using LogHog.Alerting;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert add NAME KEY=VALUE …</c>.</summary>
internal static class AddCommand
{
    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var name = new Argument<string>("NAME") { Description = "The rule's name: letters, digits and . _ -" };
        var keys = Pairs();
        keys.Arity = ArgumentArity.OneOrMore;
        var command = new Command(
            "add",
            """
            Make a rule on a running loghogd, or replace one that was made so. It is kept over restarts; rules of the configuration files are changed there.

            Example:
              loghog alert add logins query='"Failed password"' exclude=CRON kind=threshold more_than=5 within=10m group_by=host channels=phone
            """) { name, keys };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            JsonContent body = JsonContent.Create(AlertWords.Keys(parsed.GetValue(keys)!), AlertAnswersJson.Default.DictionaryStringString);
            RuleChangeAnswer answer = await daemon.SendAsync(
                HttpMethod.Put, "/rules/" + AlertWords.Path(parsed.GetValue(name)!), body, AlertAnswersJson.Default.RuleChangeAnswer);
            Console.Out.WriteLine($"{answer.Name}: {answer.Change}");
            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>The keys of a rule.</summary>
    public static Argument<string[]> Pairs() => new("KEY=VALUE")
    {
        Description = "As in [alert:NAME] (docs/alerts.md): query, include, exclude, facility, kind, more_than, within, group_by, for, resolve_after, throttle, "
            + "repeat_every, learn, severity, title, channels. A key that is given several times is a list.",
        Arity = ArgumentArity.ZeroOrMore,
    };
}
