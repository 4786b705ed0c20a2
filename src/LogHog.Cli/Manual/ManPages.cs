using System.Globalization;

namespace LogHog.Cli.Manual;

/// <summary>The manual pages of both programs, made from their command lines and from the table of configuration keys.</summary>
internal sealed class ManPages(CommandNode loghog, CommandNode loghogd, string version, DateTimeOffset date)
{
    private static readonly (string Name, string Option, string Meaning)[] Variables =
    [
        ("LOGHOG_HTTP", "--http", "The daemon's HTTP port, HOST:PORT, when --http does not say it."),
        ("LOGHOG_TOKEN", "--http", "The token for the daemon's HTTP port. It stands on no command line, which everybody on the machine can see."),
        ("LOGHOG_SERVER", "--server", "Where messages are sent, HOST:PORT, when --server does not say it."),
        ("LOGHOG_PAGER", "--no-pager", "The program that shows answers on a terminal; empty or cat = none. Without it PAGER counts, else less."),
        ("LESS", "--no-pager", "Options of less; FRX if it is not set."),
        ("NO_COLOR", "--color", "If it is set and not empty, there are no colours."),
        ("TZ", "--since", "The zone of times that are shown, and of those that are given without one."),
    ];

    /// <summary>Every page: its file's name and its text.</summary>
    public IReadOnlyList<(string File, string Text)> All() =>
    [
        .. loghog.All.Select(command => ($"{PageName(command)}.1", Command(command, 1))),
        ("loghogd.8", Command(loghogd, 8)),
        ("loghogd.conf.5", new ConfigurationPage(version, date).Text()),
        ("loghog.conf.5", ".so man5/loghogd.conf.5\n"),
        ("facilities.conf.5", ".so man5/loghogd.conf.5\n"),
    ];

    public static string PageName(CommandNode command) => string.Join('-', command.Path);

    private string Command(CommandNode command, int section)
    {
        var page = new RoffText(PageName(command), section, date, version, section == 1 ? "User Commands" : "System Administration");
        page.Section("NAME").Marked($"{RoffText.Escape(PageName(command))} \\- {RoffText.Escape(NameLine(command.Help.Summary))}");
        page.Section("SYNOPSIS").Marked(Synopsis(command));
        Description(page, command);
        Options(page, command);
        if (command.Help.Examples.Count > 0)
            page.Section("EXAMPLES").Literal(command.Help.Examples);
        Codes(page, command);
        (string Name, string Option, string Meaning)[] variables = [.. Variables.Where(variable => command.All.Any(one => one.Has(variable.Option)))];
        if (variables.Length > 0)
            page.Section("ENVIRONMENT");
        foreach ((string name, _, string meaning) in variables)
            page.Item(RoffText.Bold(name), meaning);
        page.Section("SEE ALSO").Marked(string.Join(", ", SeeAlso(command).Select(static seen => $"{RoffText.Bold(seen.Name)}({seen.Section})")));
        return page.ToString();
    }

    /// <summary>A line that indexes of manual pages can show.</summary>
    private static string NameLine(string summary)
    {
        int colon = summary.IndexOf(": ", StringComparison.Ordinal);
        string line = colon > 20 ? summary[..colon] : summary;
        return line.Length == 0 ? "-" : char.ToLowerInvariant(line[0]) + line[1..];
    }

    private static string Synopsis(CommandNode command)
    {
        string arguments = string.Concat(command.Arguments.Select(static argument =>
        {
            string name = RoffText.Italic(argument.Name) + (argument.IsList ? "..." : "");
            return argument.IsRequired ? " " + name : $" [{name}]";
        }));
        string more = command.Commands.Count > 0 ? $" {RoffText.Italic("COMMAND")}" : "";
        return $"{RoffText.Bold(string.Join(' ', command.Path))} [{RoffText.Italic("OPTION")}...]{more}{arguments}";
    }

    private static void Description(RoffText page, CommandNode command)
    {
        page.Section("DESCRIPTION");
        bool isFirst = true;
        foreach (HelpBlock block in command.Help.Blocks)
        {
            if (block.IsLiteral)
                page.Literal(block.Text.Split('\n'));
            else if (isFirst)
                page.Marked(RoffText.Escape(block.Text));
            else
                page.Paragraph(block.Text);
            isFirst = false;
        }

        foreach (ArgumentNode argument in command.Arguments)
            page.Item(RoffText.Italic(argument.Name), argument.Description);
        if (command.Commands.Count > 0)
            page.Section("COMMANDS");
        foreach (CommandNode child in command.Commands)
            page.Item(RoffText.Bold(child.Name), $"{child.Help.Summary}. See {PageName(child)}(1).");
    }

    private static void Options(RoffText page, CommandNode command)
    {
        page.Section("OPTIONS");
        foreach (OptionNode option in command.Options)
        {
            string names = string.Join(", ", option.Names.Select(RoffText.Bold));
            string words = option.Words.Count == 0 || option.Words.All(word => option.Description.Contains(word, StringComparison.Ordinal)) ? ""
                : $" Values: {string.Join(", ", option.Words)}.";
            page.Item(names + (option.Value.Length == 0 ? "" : " " + RoffText.Italic(option.Value)), option.Description + words);
        }
    }

    private static void Codes(RoffText page, CommandNode command)
    {
        if (command.Help.ExitCodes.Count == 0)
            return;
        page.Section("EXIT STATUS");
        foreach ((string code, string meaning) in command.Help.ExitCodes)
            page.Item(RoffText.Bold(code), char.ToUpper(meaning[0], CultureInfo.InvariantCulture) + meaning[1..] + ".");
    }

    private IEnumerable<(string Name, int Section)> SeeAlso(CommandNode command)
    {
        IEnumerable<CommandNode> near = loghog.All.Where(one => command.Path.Count == 1 || one.Path.Count == 1 || one.Path[1] == command.Path[1]);
        IEnumerable<(string Name, int Section)> pages = near.Select(static one => (PageName(one), 1)).Concat([("loghogd", 8), ("loghogd.conf", 5)]);
        return pages.Where(page => page.Name != PageName(command));
    }
}
