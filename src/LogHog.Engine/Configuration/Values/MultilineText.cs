using LogHog.Engine.Inputs.Tail;

namespace LogHog.Engine.Configuration.Values;

/// <summary>How lines become events: <c>none</c>, or kinds with commas between them.</summary>
internal static class MultilineText
{
    private static readonly Dictionary<string, MultilineKind> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["indent"] = MultilineKind.Indent,
        ["start"] = MultilineKind.Start,
        ["java"] = MultilineKind.Java,
        ["python"] = MultilineKind.Python,
        ["go"] = MultilineKind.Go,
        ["dotnet"] = MultilineKind.DotNet,
    };

    public static readonly ValueKind<IReadOnlyList<MultilineKind>> Kind = new("none, indent, start, java, python, go, dotnet", static (text, _) => Parse(text));

    private static Parsed<IReadOnlyList<MultilineKind>> Parse(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return Parsed<IReadOnlyList<MultilineKind>>.Good([]);
        List<MultilineKind> kinds = [];
        foreach (string word in text.Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Words.TryGetValue(word, out MultilineKind kind))
                return Parsed<IReadOnlyList<MultilineKind>>.NotOneOf(word, $"none, or some of: {string.Join(", ", Words.Keys)}");
            kinds.Add(kind);
        }

        if (kinds.Count == 0)
            return Parsed<IReadOnlyList<MultilineKind>>.NotOneOf(text, $"none, or some of: {string.Join(", ", Words.Keys)}");
        return kinds.Contains(MultilineKind.Start) && kinds.Count > 1
            ? Parsed<IReadOnlyList<MultilineKind>>.NotOneOf(text, "start alone: the pattern decides of every line")
            : Parsed<IReadOnlyList<MultilineKind>>.Good(kinds);
    }
}
