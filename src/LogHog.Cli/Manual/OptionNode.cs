using System.CommandLine;
using System.CommandLine.Completions;

namespace LogHog.Cli.Manual;

/// <summary>What a shell can offer for a value.</summary>
internal enum ValueKind
{
    /// <summary>There is no value.</summary>
    None,
    Text,
    File,
    Folder,
}

/// <summary>An option.</summary>
/// <param name="Names">Short ones first.</param>
/// <param name="Value">What stands for its value; empty = it has none.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="Words">Values that are known.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsRepeatable">It can be given several times.</param>
internal sealed record OptionNode(
    IReadOnlyList<string> Names, string Value, ValueKind Kind, IReadOnlyList<string> Words, string Description, bool IsRepeatable)
{
    public static OptionNode Of(Option option)
    {
        bool hasValue = option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool) && option.ValueType != typeof(void);
        string value = !hasValue ? "" : option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();
        // System.CommandLine's help has names for other systems too (/h, -?).
        string[] names = [.. option.Aliases.Append(option.Name).Where(static name => name.StartsWith('-') && name != "-?").Distinct(StringComparer.Ordinal).OrderBy(static name => name.Length)];
        return new OptionNode(names, value, KindOf(value), hasValue ? WordsOf(option) : [], option.Description ?? "", option.ValueType.IsArray);
    }

    internal static ValueKind KindOf(string value) => value switch
    {
        "" => ValueKind.None,
        "FILE" => ValueKind.File,
        "PATH" or "FOLDER" or "DIR" => ValueKind.Folder,
        _ => ValueKind.Text,
    };

    internal static IReadOnlyList<string> WordsOf(Symbol symbol) =>
        [.. symbol.GetCompletions(CompletionContext.Empty).Select(static item => item.Label).Where(static label => !label.StartsWith('-'))];
}

/// <summary>What stands behind a command without a name.</summary>
/// <param name="Name">What stands for it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Words">Values that are known.</param>
/// <param name="Description">What it means.</param>
/// <param name="IsRequired">The command does not go without.</param>
/// <param name="IsList">There may be several.</param>
internal sealed record ArgumentNode(string Name, ValueKind Kind, IReadOnlyList<string> Words, string Description, bool IsRequired, bool IsList)
{
    public static ArgumentNode Of(Argument argument) => new(
        argument.Name, OptionNode.KindOf(argument.Name), OptionNode.WordsOf(argument), argument.Description ?? "",
        argument.Arity.MinimumNumberOfValues > 0, argument.Arity.MaximumNumberOfValues > 1);
}
