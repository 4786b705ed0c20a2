using System.Text.Json;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Search;

/// <summary>
/// A filter that a proxy or a dashboard adds to somebody's query: LogsQL, or a JSON object of fields and values
/// (<c>{"app":"shop","host":["web1","web2"]}</c>).
/// </summary>
public static class ExtraFilter
{
    /// <param name="text">The filter; empty = none.</param>
    /// <param name="isStream">The names of a JSON object are parts of streams.</param>
    /// <param name="nowUnixNs">What <c>now</c> in it means.</param>
    /// <exception cref="LogsQlException">It is neither.</exception>
    public static Filter Parse(string text, bool isStream, long nowUnixNs) => string.IsNullOrWhiteSpace(text)
        ? new AllFilter()
        : LogsQuery.ParseFilter(OfJson(text, isStream) ?? text, nowUnixNs);

    /// <returns>Null = it is no JSON object.</returns>
    private static string? OfJson(string text, bool isStream)
    {
        if (!text.StartsWith("{\"", StringComparison.Ordinal))
            return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            IEnumerable<string> conditions = json.RootElement.EnumerateObject().Select(member => Condition(member, isStream));
            return isStream ? $"{{{string.Join(',', conditions)}}}" : string.Join(' ', conditions.DefaultIfEmpty("*"));
        }
        catch (JsonException)
        {
            return null; // A stream filter may begin so, too: {"app"="shop"}.
        }
    }

    private static string Condition(JsonProperty member, bool isStream)
    {
        string name = QuotedText.Quote(member.Name);
        if (member.Value.ValueKind == JsonValueKind.String)
            return $"{name}{(isStream ? "=" : ":=")}{Text(member.Value)}";
        if (member.Value.ValueKind == JsonValueKind.Array)
            return $"{name}{(isStream ? " in " : ":in")}({string.Join(',', member.Value.EnumerateArray().Select(Text))})";
        throw new LogsQlException($"the value of {name} must be a text or a list of texts");
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? QuotedText.Quote(value.GetString()!)
        : throw new LogsQlException($"'{value}' must be a text, in quotes");
}
