using System.Text.RegularExpressions;

namespace LogHog.Engine.Configuration.Values;

/// <summary>A name with <c>{file}</c> and <c>{folder}</c> in it.</summary>
internal static partial class TemplateText
{
    public static readonly ValueKind<string> Kind = new("name", static (text, _) =>
    {
        if (text.Any(char.IsControl))
            return Parsed<string>.NotOneOf(text, "a name without control characters");
        Match unknown = Unknown().Match(text);
        return unknown.Success ? Parsed<string>.NotOneOf(unknown.Value, "{file} or {folder}") : Parsed<string>.Good(text);
    });

    [GeneratedRegex(@"\{(?!file\}|folder\})[^}]*\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Unknown();
}
