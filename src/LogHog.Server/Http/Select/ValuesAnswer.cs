using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>
/// <c>field_names</c>, <c>field_values</c>, <c>streams</c>, <c>stream_ids</c>, <c>stream_field_names</c>, <c>stream_field_values</c>:
/// <c>{"values":[{"value":"…","hits":1}]}</c>, most hits first.
/// </summary>
internal static class ValuesAnswer
{
    public static async Task WriteFieldNamesAsync(SelectCall call)
    {
        string containing = call.Parameters.Text("filter");
        if (call.Parameters.Problem is not null)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(call.Query.FieldNames());
        await WriteAsync(call, outcome, rows
            .Select(static row => (Value: JsonAnswer.Text(row, "name"), Hits: JsonAnswer.Number(row, "hits")))
            .Where(value => value.Value.Contains(containing, StringComparison.Ordinal)));
    }

    public static Task WriteFieldValuesAsync(SelectCall call) => WriteValuesOfAsync(call, call.Parameters.Text("field"));

    public static Task WriteStreamsAsync(SelectCall call, string field) => WriteValuesOfAsync(call, field);

    public static async Task WriteStreamFieldNamesAsync(SelectCall call)
    {
        string containing = call.Parameters.Text("filter");
        if (call.Parameters.Problem is not null)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(call.Query.StreamFieldNames());
        await WriteAsync(call, outcome, rows
            .SelectMany(static row => StreamFilter.Labels.Select(label => (Value: label, Hits: JsonAnswer.Number(row, label))))
            .Where(value => value.Hits > 0 && value.Value.Contains(containing, StringComparison.Ordinal)));
    }

    public static async Task WriteStreamFieldValuesAsync(SelectCall call)
    {
        string field = call.Parameters.Text("field");
        if (field.Length == 0 || StreamFilter.Labels.Contains(field, StringComparer.Ordinal))
            await WriteValuesOfAsync(call, field);
        else if (call.Parameters.Problem is null)
            await WriteAsync(call, new SearchOutcome([]), []); // Streams have no such part.
    }

    private static async Task WriteValuesOfAsync(SelectCall call, string field)
    {
        string containing = call.Parameters.Text("filter");
        long limit = call.Parameters.Count("limit") ?? 0;
        if (field.Length == 0)
            call.Parameters.Refuse("field", "is missing: the name of a field");
        if (call.Parameters.Problem is not null)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(call.Query.FieldValues(field, containing, limit));
        await WriteAsync(call, outcome, rows
            .Where(row => !row.Get(field).IsEmpty)
            .Select(row => (JsonAnswer.Text(row, field), JsonAnswer.Number(row, row.NameAt(row.Count - 1)))));
    }

    private static Task WriteAsync(SelectCall call, SearchOutcome outcome, IEnumerable<(string Value, long Hits)> values) =>
        JsonAnswer.WriteAsync(call, outcome, json =>
        {
            json.WriteStartArray("values");
            foreach ((string value, long hits) in values.OrderByDescending(static value => value.Hits).ThenBy(static value => value.Value, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("value", value);
                json.WriteNumber("hits", hits);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
