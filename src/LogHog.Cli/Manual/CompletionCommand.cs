using System.CommandLine;
using LogHog.Server.CommandLine;

namespace LogHog.Cli.Manual;

/// <summary><c>loghog completion SHELL</c>: what a shell needs to complete both programs' command lines.</summary>
internal static class CompletionCommand
{
    /// <param name="root">The whole command line, complete when the command runs.</param>
    public static Command Build(RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command(
            "completion",
            """
            Print the completion of loghog and loghogd for a shell.

            Examples:
              loghog completion bash > /usr/share/bash-completion/completions/loghog
              loghog completion zsh > /usr/local/share/zsh/site-functions/_loghog
              loghog completion fish > ~/.config/fish/completions/loghog.fish
              source <(loghog completion bash)                 for this shell only

            Exit codes: 0 done, 2 no such shell
            """)
        { shell };
        command.SetAction(parsed =>
        {
            CommandNode[] programs = [CommandNode.Of(root, "loghog"), CommandNode.Of(ServerCommand.Describe(), "loghogd")];
            Console.Out.Write(parsed.GetValue(shell) switch
            {
                "zsh" => ZshCompletion.Script(programs),
                "fish" => FishCompletion.Script(programs),
                _ => BashCompletion.Script(programs),
            });
            return ExitCode.Ok;
        });
        return command;
    }
}
