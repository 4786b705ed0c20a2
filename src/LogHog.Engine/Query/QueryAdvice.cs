using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query;

/// <summary>What to look for instead when a query has found nothing.</summary>
public static class QueryAdvice
{
    /// <summary>The same filter with each whole word (or start of a word) met in a looser way, without pipes; null = it has none.</summary>
    public static LogsQuery? Loosen(LogsQuery query, Loosening how)
    {
        Filter loose = Loosen(query.Filter, how);
        return ReferenceEquals(loose, query.Filter) ? null : new LogsQuery(query.Options, loose, [], query.NowUnixNs);
    }

    /// <summary>The known name that was perhaps meant, or null.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) => Configuration.NameSuggestion.For(name, known);

    /// <summary>Text as a regular expression for itself.</summary>
    public static string Escape(string text) => Values.Re2.Escape(text);

    private static Filter Loosen(Filter filter, Loosening how)
    {
        if (filter is FieldFilter on)
        {
            return on.Loosened(how) ?? filter;
        }

        // What is excluded stays excluded as it was written.
        if (filter is NotFilter || filter.Parts.Count == 0)
        {
            return filter;
        }

        List<Filter> parts = [.. filter.Parts.Select(part => Loosen(part, how))];
        return parts.SequenceEqual(filter.Parts) ? filter : filter.WithParts(parts);
    }
}

/// <summary>How a word of a query may be met although it is not there as it was written.</summary>
public enum Loosening
{
    /// <summary>As a part of a longer word: <c>*word*</c>.</summary>
    InsideWords,

    /// <summary>With other capitals: <c>i(word)</c>.</summary>
    AnyCase,

    /// <summary>Both: <c>~"(?i)word"</c>.</summary>
    InsideWordsAnyCase,
}
