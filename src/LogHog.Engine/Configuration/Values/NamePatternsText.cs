namespace LogHog.Engine.Configuration.Values;

/// <summary>Names between commas, <c>*</c> for any text: <c>web01, web*.example.com</c>.</summary>
internal static class NamePatternsText
{
    // Compared one by one where a client's first event of a kind comes.
    private const int PatternsMax = 1_000;

    private static readonly char[] Separators = [',', '\n'];

    /// <summary>Of hosts and certificates: capitals do not count.</summary>
    public static readonly ValueKind<NamePatterns> Hosts = new("names", static (text, _) => Parse(text, ignoreCase: true)) { TakesLines = true };

    /// <summary>Of applications: capitals count, as everywhere with applications.</summary>
    public static readonly ValueKind<NamePatterns> Apps = new("names", static (text, _) => Parse(text, ignoreCase: false)) { TakesLines = true };

    private static Parsed<NamePatterns> Parse(string text, bool ignoreCase)
    {
        string[] names = text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names)
        {
            if (name.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '?' or '\\' or '"' or '<' or '>'))
                return Parsed<NamePatterns>.NotOneOf(name, "names with commas between them, in which * stands for any text, such as web01, web*.example.com");
        }

        return names.Length <= PatternsMax
            ? Parsed<NamePatterns>.Good(new NamePatterns(names, ignoreCase))
            : Parsed<NamePatterns>.Bad($"lists {names.Length} names; write at most {PatternsMax}, or patterns");
    }
}
