using System.Text;

namespace LogHog.Cli.Manual;

/// <summary>A script for bash 4 and newer; it needs nothing of the package bash-completion.</summary>
internal static class BashCompletion
{
    private const string Head = """
        # bash completion for loghog and loghogd; made by: loghog completion bash

        _loghog_files() {
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
        }


        """;

    public static string Script(IReadOnlyList<CommandNode> programs)
    {
        var text = new StringBuilder(Head);
        foreach (CommandNode program in programs)
            Function(text, program);
        return text.ToString();
    }

    private static void Function(StringBuilder text, CommandNode program)
    {
        CommandNode[] all = [.. program.All];
        text.Append($"_{program.Name}() {{\n");
        text.Append("    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= words= i\n");
        text.Append("    COMPREPLY=()\n");
        // An equals sign is a word of its own.
        text.Append("    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n");
        text.Append("    for ((i = 1; i < COMP_CWORD; i++)); do\n        case \"$command|${COMP_WORDS[i]}\" in\n");
        foreach (CommandNode command in all.Where(static command => command.Path.Count > 1))
            text.Append($"            '{Key(command.Path.SkipLast(1))}|{command.Name}') command='{Key(command.Path)}' ;;\n");
        text.Append("        esac\n    done\n    case \"$command|$prev\" in\n");
        foreach (CommandNode command in all)
        {
            foreach (OptionNode option in command.Options.Where(static option => option.Kind != ValueKind.None))
                text.Append($"        {string.Join('|', option.Names.Select(name => $"'{Key(command.Path)}|{name}'"))}) {Value(option.Kind, option.Words)}; return ;;\n");
        }

        text.Append("    esac\n    case \"$command\" in\n");
        foreach (CommandNode command in all)
            text.Append($"        '{Key(command.Path)}') {Words(command)} ;;\n");
        text.Append("    esac\n    mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n");
        text.Append($"complete -F _{program.Name} {program.Name}\n\n");
    }

    private static string Value(ValueKind kind, IReadOnlyList<string> words) => words.Count > 0
        ? $"mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', words)}' -- \"$cur\")"
        : kind switch
        {
            ValueKind.File => "_loghog_files -f",
            ValueKind.Folder => "_loghog_files -d",
            _ => ":",
        };

    private static string Words(CommandNode command)
    {
        string names = string.Join(' ', command.Options.SelectMany(static option => option.Names).Where(static name => name.StartsWith("--", StringComparison.Ordinal)));
        string others = string.Join(' ', command.Commands.Select(static child => child.Name).Concat(command.Arguments.SelectMany(static argument => argument.Words)));
        string files = command.Arguments.Any(static argument => argument.Kind == ValueKind.File) ? "_loghog_files -f; " : "";
        return $"if [[ $cur == -* ]]; then words='{names}'; else {files}words='{others}'; fi";
    }

    private static string Key(IEnumerable<string> path) => string.Join(' ', path.Skip(1));
}
