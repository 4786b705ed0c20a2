using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary><c>facets</c>: the most frequent values of every field.</summary>
internal static class FacetsAnswer
{
    public static async Task WriteAsync(SelectCall call)
    {
        SelectParameters parameters = call.Parameters;
        LogsQuery query = call.Query.Facets(
            NotZero(parameters.Count("limit")), NotZero(parameters.Count("max_values_per_field")),
            NotZero(parameters.Count("max_value_len")), parameters.Switch("keep_const_fields"));
        if (parameters.Problem is not null)
            return;
        (IReadOnlyList<Row> rows, SearchOutcome outcome) = await call.RowsAsync(query);
        await JsonAnswer.WriteAsync(call, outcome, json =>
        {
            json.WriteStartArray("facets");
            foreach (IGrouping<string, Row> field in rows.GroupBy(static row => JsonAnswer.Text(row, "field_name"), StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("field_name", field.Key);
                json.WriteStartArray("values");
                foreach (Row value in field)
                {
                    json.WriteStartObject();
                    json.WriteString("field_value", JsonAnswer.Text(value, "field_value"));
                    json.WriteNumber("hits", JsonAnswer.Number(value, "hits"));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    // For the reference 0 means the default, too.
    private static long? NotZero(long? number) => number == 0 ? null : number;
}
