using System.CommandLine;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert remove NAME</c>.</summary>
internal static class RemoveCommand
{
    public static Command Build()
    {
        AlertServerOptions server = AlertServer.Options();
        var name = new Argument<string>("NAME") { Description = "The rule." };
        var command = new Command("remove", "Take a rule away that was made with add, and what it remembers.") { name };
        server.AddTo(command);
        command.SetAction(parsed => AlertServer.RunAsync(parsed, server, async daemon =>
        {
            using HttpResponseMessage answer = await daemon.SendAsync(HttpMethod.Delete, "/rules/" + AlertWords.Path(parsed.GetValue(name)!), null);
            return ExitCode.Ok;
        }));
        return command;
    }
}
