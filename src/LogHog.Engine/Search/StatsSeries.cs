using LogHog.Engine.Query;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Stats;

namespace LogHog.Engine.Search;

/// <summary>A query whose answer is numbers with labels, as Prometheus has them.</summary>
/// <param name="Query">What to run.</param>
/// <param name="Labels">Fields of its rows that are labels; all others are numbers.</param>
public sealed record StatsSeries(LogsQuery Query, IReadOnlySet<string> Labels)
{
    /// <summary>Takes what is grouped by as labels, and rows made by <c>row_min</c> and its like.</summary>
    /// <exception cref="LogsQlException">It does not end with <c>stats</c> and pipes that only work on its result.</exception>
    public static StatsSeries Of(LogsQuery query)
    {
        int at = LastStats(query);
        var stats = (StatsPipe)query.Pipes[at];
        HashSet<string> labels = stats.By.Select(static key => key.Field).ToHashSet(StringComparer.Ordinal);
        labels.UnionWith(stats.Columns.Where(static column => column.Function is RowFunction).Select(static column => column.Result));
        foreach (Pipe pipe in query.Pipes.Skip(at + 1))
            Follow(pipe, labels);
        return new StatsSeries(query, labels);
    }

    /// <summary>The same for each step of time; <c>_time</c> is no label then, but the moment of the number.</summary>
    /// <param name="query">As for <see cref="Of"/>; nothing before <c>stats</c> may change <c>_time</c>.</param>
    /// <param name="step">Length of a step as in <c>by (_time:…)</c>.</param>
    /// <param name="offset">Moves where steps begin; empty = not.</param>
    /// <exception cref="LogsQlException">It is no such query.</exception>
    public static StatsSeries ByTime(LogsQuery query, string step, string offset)
    {
        int at = LastStats(query);
        Pipe? changing = query.Pipes.Take(at).FirstOrDefault(static pipe => !DerivedQueries.LeavesTime(pipe));
        if (changing is not null)
            throw new LogsQlException($"'{changing}' before stats takes the time away by which the steps are made");
        var stats = (StatsPipe)query.Pipes[at];
        GroupKey time = ((StatsPipe)LogsQuery.Parse($"* | stats by ({DerivedQueries.TimeKey(step, offset)}) count()", query.NowUnixNs).Pipes[0]).By[0];
        StatsPipe stepped = stats.WithKeys([time, .. stats.By.Where(static key => key.Field != "_time")]);
        var all = new LogsQuery(query.Options, query.Filter, [.. query.Pipes.Take(at), stepped, .. query.Pipes.Skip(at + 1)], query.NowUnixNs);
        StatsSeries series = Of(all);
        return series with { Labels = series.Labels.Where(static label => label != "_time").ToHashSet(StringComparer.Ordinal) };
    }

    private static int LastStats(LogsQuery query)
    {
        for (int i = query.Pipes.Count - 1; i >= 0; i--)
        {
            if (query.Pipes[i] is StatsPipe)
                return i;
        }

        throw new LogsQlException("the query must have '| stats …'; what it counts or sums becomes the numbers");
    }

    /// <summary>What becomes of the labels behind a pipe.</summary>
    private static void Follow(Pipe pipe, HashSet<string> labels)
    {
        switch (pipe)
        {
            case FilterPipe or SortPipe or FirstPipe or LimitPipe or OffsetPipe or MathPipe or FieldsPipe or DeletePipe or DropEmptyFieldsPipe:
                break;
            case FormatPipe format:
                labels.Add(format.Result);
                break;
            case CopyPipe copy:
                foreach ((string from, string to) in copy.Steps)
                {
                    if (labels.Contains(from))
                        labels.Add(to);
                }

                break;
            default:
                throw new LogsQlException($"'{pipe}' cannot stand after stats here: its result is no series of numbers with labels");
        }
    }
}
