using System.Text;

namespace LogHog.Cli.Manual;

/// <summary>Lines of <c>complete</c> for fish.</summary>
internal static class FishCompletion
{
    public static string Script(IReadOnlyList<CommandNode> programs)
    {
        var text = new StringBuilder("# fish completion for loghog and loghogd; made by: loghog completion fish\n\n");
        foreach (CommandNode program in programs)
        {
            text.Append($"complete -c {program.Name} -f\n");
            foreach (CommandNode command in program.All)
                Command(text, command);
        }

        return text.ToString();
    }

    private static void Command(StringBuilder text, CommandNode command)
    {
        string start = $"complete -c {command.Path[0]}{Condition(command)}";
        foreach (CommandNode child in command.Commands)
            text.Append($"{start} -a {child.Name} -d {Quote(child.Help.Summary)}\n");
        foreach (OptionNode option in command.Options)
        {
            string names = string.Concat(option.Names.Select(static name =>
                name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}"));
            string value = option.Words.Count > 0 ? $" -x -a {Quote(string.Join(' ', option.Words))}" : option.Kind switch
            {
                ValueKind.None => "",
                ValueKind.File => " -r -F",
                ValueKind.Folder => " -x -a '(__fish_complete_directories)'",
                _ => " -x",
            };
            text.Append($"{start}{names}{value} -d {Quote(option.Description)}\n");
        }

        foreach (ArgumentNode argument in command.Arguments.Where(static argument => argument.Words.Count > 0))
            text.Append($"{start} -a {Quote(string.Join(' ', argument.Words))} -d {Quote(argument.Name)}\n");
    }

    /// <summary>The words before the cursor name this command, and none beneath it.</summary>
    private static string Condition(CommandNode command)
    {
        IEnumerable<string> seen = command.Path.Skip(1).Select(static name => $"__fish_seen_subcommand_from {name}");
        string[] below = [.. command.Commands.Select(static child => child.Name)];
        string[] all = [.. seen, .. below.Length == 0 ? Array.Empty<string>() : [$"not __fish_seen_subcommand_from {string.Join(' ', below)}"]];
        return all.Length == 0 ? "" : $" -n {Quote(string.Join("; and ", all))}";
    }

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace('\n', ' ')}'";
}
