using System.Text;

namespace LogHog.Cli.Manual;

/// <summary>A function for zsh's <c>_arguments</c>.</summary>
internal static class ZshCompletion
{
    public static string Script(IReadOnlyList<CommandNode> programs)
    {
        var text = new StringBuilder();
        text.Append($"#compdef {string.Join(' ', programs.Select(static program => program.Name))}\n# made by: loghog completion zsh\n\n");
        foreach (CommandNode command in programs.SelectMany(static program => program.All))
            Function(text, command);
        // As a file in $fpath it is the completion itself; sourced, it only defines it.
        text.Append("if [ \"$funcstack[1]\" = \"_loghog\" ]; then\n    case $service in\n");
        foreach (CommandNode program in programs)
            text.Append($"        {program.Name}) {Name(program)} \"$@\" ;;\n");
        text.Append("    esac\nelse\n");
        foreach (CommandNode program in programs)
            text.Append($"    compdef {Name(program)} {program.Name}\n");
        text.Append("fi\n");
        return text.ToString();
    }

    private static string Name(CommandNode command) => "__" + string.Join('_', command.Path);

    private static void Function(StringBuilder text, CommandNode command)
    {
        text.Append($"{Name(command)}() {{\n    local context state state_descr line\n    typeset -A opt_args\n    _arguments -s -C \\\n");
        foreach (OptionNode option in command.Options)
            text.Append($"        {Option(option)} \\\n");
        if (command.Commands.Count == 0)
        {
            foreach (ArgumentNode argument in command.Arguments)
                text.Append($"        {Quote($"{(argument.IsList ? "*" : "")}:{argument.Name}:{Action(argument.Kind, argument.Words)}")} \\\n");
            text.Append("        && return 0\n    return 1\n}\n\n");
            return;
        }

        text.Append("        '1: :->command' '*:: :->rest' && return 0\n    case $state in\n        command)\n            local -a commands=(\n");
        foreach (CommandNode child in command.Commands)
            text.Append($"                {Quote($"{child.Name}:{Plain(child.Help.Summary)}")}\n");
        text.Append("            )\n            _describe command commands ;;\n        rest)\n            case $words[1] in\n");
        foreach (CommandNode child in command.Commands)
            text.Append($"                {child.Name}) {Name(child)} ;;\n");
        text.Append("            esac ;;\n    esac\n}\n\n");
    }

    private static string Option(OptionNode option)
    {
        string names = string.Join(' ', option.Names);
        string exclusion = option.IsRepeatable ? "'*'" : $"'({names})'";
        string value = option.Kind == ValueKind.None ? "" : $":{option.Value.Replace(":", "\\:", StringComparison.Ordinal)}:{Action(option.Kind, option.Words)}";
        string text = Quote($"[{Plain(option.Description)}]{value}");
        // '(-a --all)'{-a,--all=}'[…]:VALUE:(…)'
        string[] forms = [.. option.Names.Select(name => option.Kind != ValueKind.None && name.StartsWith("--", StringComparison.Ordinal) ? name + "=" : option.Kind != ValueKind.None ? name + "+" : name)];
        return forms.Length == 1 ? $"{exclusion}{forms[0]}{text}" : $"{exclusion}{{{string.Join(',', forms)}}}{text}";
    }

    private static string Action(ValueKind kind, IReadOnlyList<string> words) => words.Count > 0 ? $"({string.Join(' ', words)})" : kind switch
    {
        ValueKind.File => "_files",
        ValueKind.Folder => "_files -/",
        _ => " ",
    };

    private static string Plain(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
