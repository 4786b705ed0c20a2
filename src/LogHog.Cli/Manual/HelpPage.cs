using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace LogHog.Cli.Manual;

/// <summary>
/// <c>--help</c>: usage, what it does, options, examples, exit codes. The library's own shows of each command the whole text in the
/// list of commands.
/// </summary>
internal sealed class HelpPage(RootCommand root) : SynchronousCommandLineAction
{
    private const int WidthMax = 110;
    private const int NamesWidth = 28;

    /// <summary>Who asks for help need not give the arguments that a command wants.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Takes the place of the library's help, for every command.</summary>
    public static void Install(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
            option.Action = new HelpPage(root);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var path = new List<string>();
        for (var at = parseResult.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
            path.Insert(0, at.Command.Name);
        CommandNode node = CommandNode.Of(root, "loghog");
        foreach (string name in path)
            node = node.Commands.FirstOrDefault(child => child.Name == name) ?? node;
        int width = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? WidthMax : Math.Clamp(Console.WindowWidth, 60, WidthMax);
        parseResult.InvocationConfiguration.Output.Write(Text(node, width));
        return ExitCode.Ok;
    }

    internal static string Text(CommandNode command, int width)
    {
        var text = new StringBuilder();
        text.Append($"Usage: {string.Join(' ', command.Path)}{(command.Commands.Count > 0 ? " COMMAND" : "")} [OPTION...]");
        foreach (ArgumentNode argument in command.Arguments)
            text.Append(argument.IsRequired ? $" {argument.Name}" : $" [{argument.Name}{(argument.IsList ? "..." : "")}]");
        text.Append("\n\n");
        foreach (HelpBlock block in command.Help.Blocks)
            text.Append(block.IsLiteral ? block.Text : Wrapped(block.Text, width, 0)).Append("\n\n");
        Items(text, "Commands", command.Commands.Select(static child => (child.Name, child.Help.Summary)), width);
        Items(text, "Arguments", command.Arguments.Select(static argument => (argument.Name, argument.Description)), width);
        Items(text, "Options", command.Options.Select(static option => (Names(option), option.Description)), width);
        if (command.Help.Examples.Count > 0)
            text.Append("Examples:\n").AppendJoin('\n', command.Help.Examples.Select(static line => "  " + line)).Append("\n\n");
        if (command.Help.ExitCodes.Count > 0)
            text.Append(Wrapped("Exit codes: " + string.Join(", ", command.Help.ExitCodes.Select(static one => $"{one.Code} {one.Meaning}")), width, 0)).Append("\n\n");
        if (command.Path.Count == 1)
            text.Append($"{command.Name} COMMAND --help shows more about a command, {command.Name} man COMMAND its manual page.\n\n");
        text.Length--;
        return text.ToString();
    }

    private static string Names(OptionNode option)
    {
        string names = string.Join(", ", option.Names);
        string shortless = option.Names[0].StartsWith("--", StringComparison.Ordinal) ? "    " : "";
        return $"{shortless}{names}{(option.Value.Length == 0 ? "" : " " + option.Value)}";
    }

    private static void Items(StringBuilder text, string title, IEnumerable<(string Names, string Description)> items, int width)
    {
        (string Names, string Description)[] all = [.. items];
        if (all.Length == 0)
            return;
        int column = Math.Min(NamesWidth, all.Max(static item => item.Names.Length)) + 4;
        text.Append(title).Append(":\n");
        foreach ((string names, string description) in all)
        {
            string start = $"  {names}".PadRight(column);
            string wrapped = Wrapped(description, width, column);
            text.Append(start.Length > column ? $"{start}\n{new string(' ', column)}{wrapped}" : start + wrapped).Append('\n');
        }

        text.Append('\n');
    }

    /// <summary>Lines of at most <paramref name="width"/> letters; those after the first begin with an indent.</summary>
    private static string Wrapped(string words, int width, int indent)
    {
        var text = new StringBuilder();
        int column = indent;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length > 0 && column + 1 + word.Length > width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }
            else if (text.Length > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        return text.ToString();
    }
}
