using System.Text.Json;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary><c>hits</c>: how many rows there are in each step of time, by fields if any are named.</summary>
internal static class HitsAnswer
{
    /// <summary>The hits of one combination of values; no values = of all that are not told apart.</summary>
    private sealed record Series(IReadOnlyList<string> Values)
    {
        public SortedDictionary<string, long> Hits { get; } = new(StringComparer.Ordinal);

        public long Total { get; private set; }

        public void Add(string time, long hits)
        {
            Hits[time] = Hits.GetValueOrDefault(time) + hits;
            Total += hits;
        }
    }

    public static async Task WriteAsync(SelectCall call)
    {
        TimeSteps steps = TimeSteps.Read(call.Parameters);
        List<string> fields = [.. call.Parameters.All("field").Where(static field => field.Length > 0).Distinct(StringComparer.Ordinal)];
        if (fields.Contains("_time"))
            call.Parameters.Refuse("field", "_time is what step is for");
        long most = call.Parameters.Count("fields_limit") ?? 0;
        if (call.Parameters.Problem is not null)
            return;
        string result = "hits";
        while (fields.Contains(result))
            result += "_";
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(call.Query.Hits(steps.Step, steps.Offset, fields, result));
        List<Series> series = Group(rows, fields, result);
        if (most > 0 && series.Count > most)
            series = Fold(series, (int)Math.Min(most, int.MaxValue));
        await JsonAnswer.WriteAsync(call, outcome, json => Write(json, series, fields));
    }

    private static List<Series> Group(IReadOnlyList<Row> rows, List<string> fields, string result)
    {
        Dictionary<string, Series> series = new(StringComparer.Ordinal);
        foreach (Row row in rows)
        {
            string[] values = [.. fields.Select(field => JsonAnswer.Text(row, field))];
            string key = string.Concat(values.Select(static value => $"{value.Length}:{value}"));
            if (!series.TryGetValue(key, out Series? found))
                series[key] = found = new Series(values);
            found.Add(JsonAnswer.Text(row, "_time"), JsonAnswer.Number(row, result));
        }

        return [.. series.Values.OrderByDescending(static one => one.Total).ThenBy(static one => string.Join('\0', one.Values), StringComparer.Ordinal)];
    }

    /// <summary>The largest so many, and all others as one.</summary>
    private static List<Series> Fold(List<Series> series, int most)
    {
        Series others = new([]);
        foreach (Series small in series.Skip(most))
        {
            foreach ((string time, long hits) in small.Hits)
                others.Add(time, hits);
        }

        return [.. series.Take(most), others];
    }

    private static void Write(Utf8JsonWriter json, List<Series> series, List<string> fields)
    {
        json.WriteStartArray("hits");
        foreach (Series one in series)
        {
            json.WriteStartObject();
            json.WriteStartObject("fields");
            for (int i = 0; i < one.Values.Count; i++)
                json.WriteString(fields[i], one.Values[i]);
            json.WriteEndObject();
            json.WriteStartArray("timestamps");
            foreach (string time in one.Hits.Keys)
                json.WriteStringValue(time);
            json.WriteEndArray();
            json.WriteStartArray("values");
            foreach (long hits in one.Hits.Values)
                json.WriteNumberValue(hits);
            json.WriteEndArray();
            json.WriteNumber("total", one.Total);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
