using System.Diagnostics.CodeAnalysis;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Filters;

/// <summary>A filter that is written as a function, such as <c>in(…)</c>.</summary>
/// <param name="Parse">Reads it; the reader stands at the opening bracket. Arguments: reader, the function's name, the field.</param>
/// <param name="TakesSquareBracket">Whether <c>[</c> may open it, as in <c>range[1,5)</c>.</param>
internal sealed record FilterFunction(Func<TokenReader, string, string, Filter> Parse, bool TakesSquareBracket = false);

internal static class FilterFunctions
{
    private static readonly Dictionary<string, FilterFunction> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["contains_all"] = new(ContainsFilter.Parse),
        ["contains_any"] = new(ContainsFilter.Parse),
        ["eq_field"] = new(FieldComparisonFilter.Parse),
        ["exact"] = new(ExactFilter.Parse),
        ["i"] = new(AnyCaseFilter.Parse),
        ["in"] = new(InFilter.Parse),
        ["ipv4_range"] = new(IPv4RangeFilter.Parse),
        ["le_field"] = new(FieldComparisonFilter.Parse),
        ["len_range"] = new(LengthRangeFilter.Parse),
        ["lt_field"] = new(FieldComparisonFilter.Parse),
        ["pattern_match"] = new(PatternMatchFilter.Parse),
        ["pattern_match_full"] = new(PatternMatchFilter.Parse),
        ["range"] = new(RangeFilter.Parse, TakesSquareBracket: true),
        ["re"] = new(RegexFilter.Parse),
        ["seq"] = new(SequenceFilter.Parse),
        ["string_range"] = new(StringRangeFilter.Parse),
        ["value_type"] = new(ValueTypeFilter.Parse),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryFind(string name, [NotNullWhen(true)] out FilterFunction? function) => ByName.TryGetValue(name, out function);
}
