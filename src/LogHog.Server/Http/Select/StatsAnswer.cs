using System.Text.Json;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>
/// <c>stats_query</c> and <c>stats_query_range</c>: what <c>| stats</c> gives, in the form of Prometheus' instant and range queries
/// (https://prometheus.io/docs/prometheus/latest/querying/api/).
/// </summary>
internal static class StatsAnswer
{
    /// <summary>A metric: its name, its labels, and its values by time.</summary>
    private sealed record Metric(string Name, IReadOnlyList<(string Name, string Value)> Labels)
    {
        public SortedDictionary<long, string> Points { get; } = [];
    }

    public static async Task WriteVectorAsync(SelectCall call)
    {
        if (Read(call, StatsSeries.Of) is not { } series)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(series.Query);
        List<Metric> metrics = Collect(rows, series, _ => call.MomentUnixNs);
        await WriteAsync(call, outcome, "vector", metrics, static (json, metric) =>
        {
            json.WritePropertyName("value");
            WritePoint(json, metric.Points.First());
        });
    }

    public static async Task WriteMatrixAsync(SelectCall call)
    {
        TimeSteps steps = TimeSteps.Read(call.Parameters);
        if (Read(call, query => StatsSeries.ByTime(query, steps.Step, steps.Offset)) is not { } series)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(series.Query);
        List<Metric> metrics = Collect(rows, series, row => row.TryGetTime(out long unixNs) ? unixNs : call.MomentUnixNs);
        await WriteAsync(call, outcome, "matrix", metrics, static (json, metric) =>
        {
            json.WriteStartArray("values");
            foreach (KeyValuePair<long, string> point in metric.Points)
                WritePoint(json, point);
            json.WriteEndArray();
        });
    }

    private static StatsSeries? Read(SelectCall call, Func<LogsQuery, StatsSeries> read)
    {
        if (call.Parameters.Problem is not null)
            return null;
        try
        {
            return read(call.Query);
        }
        catch (LogsQlException error)
        {
            call.Parameters.Refuse("query", error.Message);
            return null;
        }
    }

    private static List<Metric> Collect(IReadOnlyList<Row> rows, StatsSeries series, Func<Row, long> momentOf)
    {
        Dictionary<string, Metric> metrics = new(StringComparer.Ordinal);
        foreach (Row row in rows)
        {
            List<(string, string)> labels = [];
            List<string> numbers = [];
            for (int i = 0; i < row.Count; i++)
            {
                string name = row.NameAt(i);
                if (series.Labels.Contains(name))
                    labels.Add((name, JsonAnswer.Text(row, name)));
                else if (name != "_time")
                    numbers.Add(name);
            }

            foreach (string name in numbers)
            {
                string key = string.Concat(labels.Append(("", name)).Select(static label => $"{label.Item1.Length}:{label.Item1}{label.Item2.Length}:{label.Item2}"));
                if (!metrics.TryGetValue(key, out Metric? metric))
                    metrics[key] = metric = new Metric(name, labels);
                metric.Points[momentOf(row)] = JsonAnswer.Text(row, name);
            }
        }

        return [.. metrics.Values];
    }

    private static Task WriteAsync(
        SelectCall call, SearchOutcome outcome, string type, List<Metric> metrics, Action<Utf8JsonWriter, Metric> writePoints) =>
        JsonAnswer.WriteAsync(call, outcome, json =>
        {
            json.WriteString("status", "success");
            json.WriteStartObject("data");
            json.WriteString("resultType", type);
            json.WriteStartArray("result");
            foreach (Metric metric in metrics)
            {
                json.WriteStartObject();
                json.WriteStartObject("metric");
                json.WriteString("__name__", metric.Name);
                foreach ((string name, string value) in metric.Labels)
                    json.WriteString(name, value);
                json.WriteEndObject();
                writePoints(json, metric);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WritePoint(Utf8JsonWriter json, KeyValuePair<long, string> point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(decimal.Round(point.Key / 1_000_000_000m, 3) / 1.000m);
        json.WriteStringValue(point.Value);
        json.WriteEndArray();
    }
}
