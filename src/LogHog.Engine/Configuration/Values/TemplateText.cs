namespace LogHog.Engine.Configuration.Values;

/// <summary>A name with <c>{file}</c> and <c>{folder}</c> in it.</summary>
internal static class TemplateText
{
    public static readonly ValueKind<string> Kind = new("name", static (text, _) =>
    {
        if (text.Any(char.IsControl))
            return Parsed<string>.NotOneOf(text, "a name without control characters");
        string rest = text.Replace("{file}", "", StringComparison.Ordinal).Replace("{folder}", "", StringComparison.Ordinal);
        return rest.AsSpan().ContainsAny('{', '}')
            ? Parsed<string>.NotOneOf(text, "a name in which {file} and {folder} alone stand in braces")
            : Parsed<string>.Good(text);
    });
}
