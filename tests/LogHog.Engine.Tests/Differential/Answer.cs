using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Query;

namespace LogHog.Engine.Tests.Differential;

/// <summary>The answer to a query as texts that can be compared: its rows, or the error that ended it.</summary>
internal sealed partial class Answer
{
    private readonly List<string> _rows;

    private Answer(List<string> rows) => _rows = rows;

    /// <summary>Runs a query for a span of time, as the API and the command line do.</summary>
    public static Answer To(string query, TimeBounds time, IRowSource source)
    {
        try
        {
            return new Answer([.. RowCollector.Run(LogsQuery.Parse(query, RandomLog.EndUnixNs).Within(time), source).Select(Text)]);
        }
        catch (LogsQlException e)
        {
            return new Answer([$"error: {e.Message}"]) { Error = e.Message };
        }
    }

    public int Count => _rows.Count;

    /// <summary>Why the query ended without an answer; null = it was answered.</summary>
    public string? Error { get; private init; }

    /// <summary>Says how this answer is wrong; null = it is right.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="naive">That of the naive evaluator; for <see cref="AnswerOrder.AnyOf"/> to the query without its limit.</param>
    public string? Differs(RandomQuery query, Answer naive)
    {
        if (query.Order == AnswerOrder.AnyOf)
        {
            List<string> strange = Missing(_rows, naive._rows);
            int wanted = Math.Min(query.Limit, naive.Count);
            return Count == wanted && strange.Count == 0 ? null : $"{Count} rows, wanted {wanted}; not among them: {Shown(strange)}";
        }

        List<string> missing = Missing(naive._rows, _rows);
        List<string> added = Missing(_rows, naive._rows);
        if (missing.Count > 0 || added.Count > 0)
            return $"{Count} rows, wanted {naive.Count}\n  missing: {Shown(missing)}\n  instead: {Shown(added)}";
        if (query.Order == AnswerOrder.Free || _rows.SequenceEqual(naive._rows, StringComparer.Ordinal))
            return null;
        int at = _rows.Zip(naive._rows).TakeWhile(static pair => pair.First == pair.Second).Count();
        return $"the same rows in another order, from row {at} on:\n  got    {Shown([_rows[at]])}\n  wanted {Shown([naive._rows[at]])}";
    }

    private static List<string> Missing(List<string> wanted, List<string> got)
    {
        Dictionary<string, int> left = [];
        foreach (string row in got)
            left[row] = left.GetValueOrDefault(row) + 1;
        List<string> missing = [];
        foreach (string row in wanted)
        {
            int count = left.GetValueOrDefault(row);
            if (count == 0)
                missing.Add(row);
            else
                left[row] = count - 1;
        }

        return missing;
    }

    private static string Shown(List<string> rows) =>
        $"{rows.Count}{string.Concat(rows.Take(3).Select(static row => $"\n    {(row.Length > 700 ? row[..700] + "…" : row)}"))}";

    private static string Text(Row row)
    {
        for (int i = 0; i < row.Count; i++)
        {
            if (row.NameAt(i).StartsWith(PipeGrammar.FreeArray, StringComparison.Ordinal))
                row.Set(row.NameAt(i), Utf8.Encode(SortedArray(row.ValueAt(i))));
            else if (row.ValueAt(i).Span.StartsWith("{\""u8) || row.ValueAt(i).Span.StartsWith("[{"u8))
                row.Set(row.NameAt(i), Utf8.Encode(WithSortedMembers(row.ValueAt(i))));
        }

        return LongFraction().Replace(RowCollector.Text(row), static match =>
            double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G12", CultureInfo.InvariantCulture));
    }

    /// <summary>The order of an object's members is open; see docs/query.md.</summary>
    private static string WithSortedMembers(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument parsed = Parse(json);
            return Sorted(parsed.RootElement);
        }
        catch (JsonException)
        {
            return Utf8.Decode(json.Span);
        }
    }

    /// <summary>A character for each byte: what is no UTF-8 (a lone surrogate) compares as well.</summary>
    private static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(Encoding.Latin1.GetString(json.Span));

    private static string Sorted(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', element.EnumerateObject().Select(static m => $"{m.Name}:{Sorted(m.Value)}").Order(StringComparer.Ordinal))}}}",
        JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Sorted))}]",
        _ => element.GetRawText(),
    };

    private static string SortedArray(ReadOnlyMemory<byte> json)
    {
        using JsonDocument array = Parse(json);
        return string.Join(' ', array.RootElement.EnumerateArray().Select(static element => element.GetRawText()).Order(StringComparer.Ordinal));
    }

    /// <summary>The last digits of a sum depend on the order of its numbers; see docs/query.md.</summary>
    [GeneratedRegex(@"\d+\.\d{11,}", RegexOptions.None, 60_000)]
    private static partial Regex LongFraction();
}
