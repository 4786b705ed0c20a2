using System.CommandLine;
using System.Globalization;
using LogHog.Server.CommandLine;

namespace LogHog.Cli.Manual;

/// <summary><c>loghog man</c>: the manual pages, made from this very program.</summary>
internal static class ManCommand
{
    /// <summary>Says the date of the pages, so that packages can be built again bit by bit.</summary>
    private const string DateVariable = "SOURCE_DATE_EPOCH";

    /// <param name="root">The whole command line, complete when the command runs.</param>
    public static Command Build(RootCommand root)
    {
        var page = new Argument<string[]>("COMMAND")
            { Description = "Which page: search, token add, loghogd, loghogd.conf (default: loghog).", Arity = ArgumentArity.ZeroOrMore };
        var folder = new Option<string?>("--all") { HelpName = "FOLDER", Description = "Write every page into this folder." };
        var command = new Command(
            "man",
            """
            Print manual pages. They are made from the program itself.

            Examples:
              loghog man search | man -l -                     read one
              loghog man --all /usr/local/share/man            install all of them, in man1, man5 and man8

            Exit codes: 0 done, 1 they cannot be written, 2 there is no such page
            """)
        { page, folder };
        command.SetAction(parsed =>
        {
            IReadOnlyList<(string File, string Text)> pages = Pages(root).All();
            return parsed.GetValue(folder) is { } into ? Write(pages, into) : Print(pages, parsed.GetValue(page)!);
        });
        return command;
    }

    private static ManPages Pages(RootCommand root)
    {
        string version = typeof(ManCommand).Assembly.GetName().Version!.ToString(3);
        DateTimeOffset date = long.TryParse(Environment.GetEnvironmentVariable(DateVariable), CultureInfo.InvariantCulture, out long seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : TimeProvider.System.GetUtcNow();
        return new ManPages(CommandNode.Of(root, "loghog"), CommandNode.Of(ServerCommand.Describe(), "loghogd"), version, date);
    }

    private static int Print(IReadOnlyList<(string File, string Text)> pages, string[] names)
    {
        string name = names.Length == 0 ? "loghog" : string.Join('-', names);
        foreach ((string file, string text) in pages)
        {
            string page = file[..file.LastIndexOf('.')];
            if (page == name || page == $"loghog-{name}")
            {
                Console.Out.Write(text);
                return ExitCode.Ok;
            }
        }

        Console.Error.WriteLine($"loghog: there is no page '{Output.TerminalText.Safe(name)}'; there are {string.Join(", ", pages.Select(static page => page.File))}");
        return ExitCode.Usage;
    }

    private static int Write(IReadOnlyList<(string File, string Text)> pages, string folder)
    {
        try
        {
            foreach ((string file, string text) in pages)
            {
                string section = Path.Combine(folder, $"man{file[^1]}");
                Directory.CreateDirectory(section);
                File.WriteAllText(Path.Combine(section, file), text);
            }

            return ExitCode.Ok;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"loghog: {cause.Message}");
            return ExitCode.Trouble;
        }
    }
}
