using System.CommandLine;

namespace LogHog.Cli.Manual;

/// <summary>A command as its manual page and the completion of shells see it: read from the command line's own model.</summary>
internal sealed record CommandNode
{
    /// <summary>The program, then the names down to the command: <c>loghog</c>, <c>token</c>, <c>add</c>.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    public required HelpText Help { get; init; }

    public required IReadOnlyList<OptionNode> Options { get; init; }

    public required IReadOnlyList<ArgumentNode> Arguments { get; init; }

    public required IReadOnlyList<CommandNode> Commands { get; init; }

    public string Name => Path[^1];

    /// <summary>It and all beneath it.</summary>
    public IEnumerable<CommandNode> All => Commands.SelectMany(static command => command.All).Prepend(this);

    /// <param name="command">The root, or a command.</param>
    /// <param name="program">The name of the program.</param>
    public static CommandNode Of(Command command, string program) => Of(command, [program], []);

    public bool Has(string option) => Options.Any(one => one.Names.Contains(option, StringComparer.Ordinal));

    private static CommandNode Of(Command command, string[] path, IReadOnlyList<Option> inherited) => new()
    {
        Path = path,
        Help = HelpText.Parse(command.Description ?? ""),
        Options = [.. command.Options.Concat(inherited).Where(static option => !option.Hidden).Select(OptionNode.Of)],
        Arguments = [.. command.Arguments.Where(static argument => !argument.Hidden).Select(ArgumentNode.Of)],
        Commands =
        [
            .. command.Subcommands.Where(static child => !child.Hidden).Select(child =>
                Of(child, [.. path, child.Name], [.. inherited, .. command.Options.Where(static option => option.Recursive)])),
        ],
    };
}
