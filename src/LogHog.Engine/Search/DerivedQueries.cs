using System.Globalization;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Search;

/// <summary>Queries made from a person's: the newest rows of it, its hits over time, its fields. All by pipes, so that an index can help.</summary>
public static class DerivedQueries
{
    /// <summary>The same query, with no more rows than a number; the newest ones where the query does not decide itself which come first.</summary>
    public static LogsQuery Limited(this LogsQuery query, long limit, long offset)
    {
        string sort = query.Pipes.All(KeepsTime) ? "sort by (_time desc) | " : "";
        string skip = offset > 0 ? $"offset {Text(offset)} | " : "";
        return query.Then($"{sort}{skip}limit {Text(limit)}");
    }

    /// <summary>The query without its pipes.</summary>
    public static LogsQuery WithoutPipes(this LogsQuery query) => new(query.Options, query.Filter, [], query.NowUnixNs);

    /// <summary>
    /// Counts rows by time and fields: fields <c>_time</c>, those named, and <paramref name="result"/>. Of the query's pipes those count
    /// that work row by row and leave the time alone; what sorts, limits or groups, and all after it, is left out.
    /// </summary>
    /// <param name="query">Which rows.</param>
    /// <param name="step">Length of a step as in <c>by (_time:…)</c>.</param>
    /// <param name="offset">Moves where steps begin; empty = not.</param>
    /// <param name="fields">To group by.</param>
    /// <param name="result">Name of the count.</param>
    public static LogsQuery Hits(this LogsQuery query, string step, string offset, IReadOnlyList<string> fields, string result)
    {
        List<Pipe> before = [.. query.Pipes.TakeWhile(KeepsTime)];
        string keys = string.Join(", ", fields.Select(field => QuotedText.Quote(field)).Prepend(TimeKey(step, offset)));
        return new LogsQuery(query.Options, query.Filter, before, query.NowUnixNs).Then($"stats by ({keys}) count() as {QuotedText.Quote(result)}");
    }

    /// <summary>The most frequent values of every field, see <c>facets</c>; null = as by default.</summary>
    public static LogsQuery Facets(this LogsQuery query, long? values, long? maxValuesPerField, long? maxValueLength, bool keepConstFields) => query.Then(
        "facets" + (values is { } count ? $" {Text(count)}" : "")
        + (maxValuesPerField is { } perField ? $" max_values_per_field {Text(perField)}" : "")
        + (maxValueLength is { } length ? $" max_value_len {Text(length)}" : "")
        + (keepConstFields ? " keep_const_fields" : ""));

    /// <summary>Fields <c>name</c> and <c>hits</c>.</summary>
    public static LogsQuery FieldNames(this LogsQuery query) => query.Then("field_names");

    /// <summary>The field and <c>hits</c> (or another name, if the field is called so: the second of each row).</summary>
    /// <param name="query">Of which rows.</param>
    /// <param name="field">Whose values.</param>
    /// <param name="containing">Only values with this text in them; empty = all.</param>
    /// <param name="limit">Most values; 0 = no limit. Beyond it all hits are 0.</param>
    public static LogsQuery FieldValues(this LogsQuery query, string field, string containing, long limit)
    {
        LogsQuery filtered = containing.Length == 0 ? query : query.Then(new FilterPipe(new SubstringFilter(field, containing)));
        return filtered.Then($"field_values {QuotedText.Quote(field)}{(limit > 0 ? $" limit {Text(limit)}" : "")}");
    }

    /// <summary>One row: how many rows have each part of a stream, under the part's name.</summary>
    public static LogsQuery StreamFieldNames(this LogsQuery query) =>
        query.Then("stats " + string.Join(", ", StreamFilter.Labels.Select(static label => $"count({label}) as {label}")));

    /// <summary>Works row by row, and each row keeps its time.</summary>
    private static bool KeepsTime(Pipe pipe) => pipe.CanTail && LeavesTime(pipe);

    internal static bool LeavesTime(Pipe pipe)
    {
        if (!pipe.Changes("_time"))
            return true;
        // What the pipe is not known to leave alone it may still pass on.
        NeededFields time = new();
        time.Clear();
        time.Add("_time");
        pipe.NarrowFields(time);
        return time.Needs("_time");
    }

    internal static string TimeKey(string step, string offset) =>
        $"_time:{QuotedText.Quote(step)}{(offset.Length == 0 ? "" : $" offset {QuotedText.Quote(offset)}")}";

    private static LogsQuery Then(this LogsQuery query, string pipes)
    {
        foreach (Pipe pipe in LogsQuery.Parse($"* | {pipes}", query.NowUnixNs).Pipes)
            query = query.Then(pipe);
        return query;
    }

    /// <summary>Joins it with the last one where that is the same, as the parser does: a sort with a limit keeps few rows in memory.</summary>
    private static LogsQuery Then(this LogsQuery query, Pipe pipe) =>
        query.Pipes.Count > 0 && query.Pipes[^1].TryJoin(pipe) is { } joined
            ? new LogsQuery(query.Options, query.Filter, [.. query.Pipes.SkipLast(1), joined], query.NowUnixNs)
            : query.WithPipes([pipe]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
