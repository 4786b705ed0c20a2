using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Configuration.Values;

/// <summary>What the keys of an <c>[alert:NAME]</c> are written as.</summary>
internal static class AlertTexts
{
    // Of one event each may be asked; lists of attack signatures have some hundreds.
    private const int PatternsMax = 500;
    private const int PatternCharsMax = 4096;
    private const int QueryCharsMax = 16384;
    private const int NamesMax = 16;
    private const int FacilitiesMax = 500;

    private static readonly char[] Separators = [',', '\n'];

    /// <summary>A LogsQL filter that can be asked of one event alone.</summary>
    public static readonly ValueKind<string> Query = new("LogsQL filter, or empty", static (text, _) => ParseQuery(text)) { TakesLines = true };

    /// <summary>Regular expressions (RE2), one a line.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Patterns =
        new("regular expressions, one a line", static (text, _) => ParsePatterns(text)) { TakesLines = true };

    /// <summary>Names of fields or channels.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Names = new("names", static (text, _) => ParseNames(text)) { TakesLines = true };

    /// <summary>Applications, and modules of them: <c>shop</c>, <c>shop:web</c>, <c>web*</c>.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Facilities = new("names", static (text, _) => ParseFacilities(text)) { TakesLines = true };

    private static Parsed<string> ParseQuery(string text)
    {
        if (text.Length > QueryCharsMax)
            return Parsed<string>.Bad($"has {text.Length} characters; write at most {QueryCharsMax}");
        if (text.Length == 0)
            return Parsed<string>.Good(text);
        try
        {
            LogsQuery query = LogsQuery.Parse(text, nowUnixNs: 0);
            return WhyNot(query) is { } why ? Parsed<string>.Bad(why) : Parsed<string>.Good(text);
        }
        catch (LogsQlException error)
        {
            return Parsed<string>.Bad(Printable.Text(error.Position < 0 ? error.Message : $"at character {error.Position + 1}: {error.Message}"));
        }
    }

    private static string? WhyNot(LogsQuery query)
    {
        if (query.Pipes.Count > 0)
            return $"'| {query.Pipes[0].ToString().Split(' ', '(')[0]}' has no place in a rule, which looks at one event after the other; write the filter only, "
                + "and count with kind = threshold and group_by";
        if (HasSubQuery(query.Filter))
            return "a query inside the filter is answered by what is stored, not by one event; write its values, as in user:in(ana,bob)";
        return query.Filter.Time == TimeBounds.All ? null : "a rule looks at what comes in now; take _time out";
    }

    private static bool HasSubQuery(Filter filter) => filter.SubQuery is not null || filter.Parts.Any(HasSubQuery);

    private static Parsed<IReadOnlyList<string>> ParsePatterns(string text)
    {
        string[] patterns = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (patterns.Length > PatternsMax)
            return Parsed<IReadOnlyList<string>>.Bad($"lists {patterns.Length} patterns; write at most {PatternsMax}, or join some of them with |");
        for (int i = 0; i < patterns.Length; i++)
        {
            string which = patterns.Length == 1 ? "" : $"pattern {i + 1}: ";
            if (patterns[i].Length > PatternCharsMax)
                return Parsed<IReadOnlyList<string>>.Bad($"{which}has {patterns[i].Length} characters; write at most {PatternCharsMax}");
            try
            {
                Re2.Compile(patterns[i]);
            }
            catch (LogsQlException error)
            {
                return Parsed<IReadOnlyList<string>>.Bad(which + Printable.Text(error.Message));
            }
        }

        return Parsed<IReadOnlyList<string>>.Good(patterns);
    }

    private static Parsed<IReadOnlyList<string>> ParseNames(string text)
    {
        string[] names = Split(text);
        if (names.Length > NamesMax)
            return Parsed<IReadOnlyList<string>>.Bad($"lists {names.Length} names; write at most {NamesMax}");
        string? bad = names.FirstOrDefault(static name => name.Length > 128 || name.Any(char.IsControl));
        return bad is null
            ? Parsed<IReadOnlyList<string>>.Good([.. names.Distinct(StringComparer.Ordinal)])
            : Parsed<IReadOnlyList<string>>.NotOneOf(bad, "names with commas between them");
    }

    private static Parsed<IReadOnlyList<string>> ParseFacilities(string text)
    {
        string[] names = Split(text);
        if (names.Length > FacilitiesMax)
            return Parsed<IReadOnlyList<string>>.Bad($"lists {names.Length} names; write at most {FacilitiesMax}, or patterns such as web*");
        foreach (string name in names)
        {
            int star = name.IndexOf('*', StringComparison.Ordinal);
            if (name.Length > 256 || name.Any(char.IsControl) || name[0] == ':' || name[^1] == ':' || (star >= 0 && star < name.Length - 1))
                return Parsed<IReadOnlyList<string>>.NotOneOf(name, "applications and modules with commas between them, * at the end for any text: shop, shop:web, web*");
        }

        return Parsed<IReadOnlyList<string>>.Good(names);
    }

    private static string[] Split(string text) => text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
