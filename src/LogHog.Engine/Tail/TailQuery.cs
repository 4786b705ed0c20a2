using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>Runs a query over what is stored, within the limits of queries and what the asker may see.</summary>
internal delegate Task<SearchOutcome> TailSearch(LogsQuery query, IPipeProcessor receiver, CancellationToken cancellation);

/// <summary>
/// A query as a tail follows it. Times that are relative to now move on with the clock; the values of sub-queries are those of
/// the moment when the tail began.
/// </summary>
internal sealed class TailQuery
{
    private readonly Func<long, LogsQuery> _parse;
    private readonly TimeProvider _time;
    private readonly bool _movesOn;

    private TailQuery(Func<long, LogsQuery> parse, TimeProvider time, LogsQuery resolved, bool movesOn)
    {
        _parse = parse;
        _time = time;
        _movesOn = movesOn;
        Pipes = resolved.Pipes;
        Filter = resolved.WithoutPipes();
        Requirements = QueryRequirements.Of(Filter);
    }

    /// <summary>The query without its pipes: what is wanted of files and lines.</summary>
    public LogsQuery Filter { get; private set; }

    public IReadOnlyList<Pipe> Pipes { get; }

    public QueryRequirements Requirements { get; private set; }

    /// <param name="parse">The query at a moment in ns since 1970.</param>
    /// <param name="search">Runs its sub-queries.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the sub-queries.</param>
    /// <exception cref="LogsQlException">It is no query, one of its pipes needs all rows, or a sub-query failed.</exception>
    public static async Task<TailQuery> StartAsync(
        Func<long, LogsQuery> parse, TailSearch search, TimeProvider time, CancellationToken cancellation)
    {
        LogsQuery query = parse(SearchTime.UnixNs(time.GetUtcNow()));
        if (TailSession.WhyNot(query) is { } why)
            throw new LogsQlException(why);
        var subQueries = new List<Filter>();
        LogsQuery Map(Func<Filter, Filter> map) => query.Map(filter => MapSubQueries(filter, map));
        Map(filter =>
        {
            subQueries.Add(filter);
            return filter;
        });
        var resolved = new Dictionary<Filter, Filter>(ReferenceEqualityComparer.Instance);
        foreach (Filter filter in subQueries)
        {
            (LogsQuery sub, string field) = filter.SubQuery!.Value;
            var values = new FieldValues(field);
            await search(sub, values, cancellation);
            resolved[filter] = filter.WithValues(values.Values);
        }

        bool movesOn = query.Filter.Time != TimeBounds.All && subQueries.Count == 0;
        return new TailQuery(parse, time, Map(filter => resolved[filter]), movesOn);
    }

    /// <summary>Takes the clock into account. True: <see cref="Requirements"/> are new.</summary>
    public bool MoveOn()
    {
        if (!_movesOn)
            return false;
        Filter = _parse(SearchTime.UnixNs(_time.GetUtcNow())).WithoutPipes();
        Requirements = QueryRequirements.Of(Filter);
        return true;
    }

    private static Filter MapSubQueries(Filter filter, Func<Filter, Filter> map)
    {
        if (filter.SubQuery is not null)
            return map(filter);
        if (filter.Parts.Count == 0)
            return filter;
        List<Filter> parts = [.. filter.Parts.Select(part => MapSubQueries(part, map))];
        return parts.SequenceEqual(filter.Parts) ? filter : filter.WithParts(parts);
    }

    /// <summary>The different values of a field, as a sub-query gives them.</summary>
    private sealed class FieldValues(string field) : IPipeProcessor
    {
        // As many as the index of a block has words for; more make a filter that nothing speeds up.
        private const int ValuesMax = 1_000_000;

        private readonly HashSet<byte[]> _values = new(Query.Values.ByteComparer.Instance);

        public IReadOnlyList<byte[]> Values => [.. _values];

        public bool Process(RowBatch batch)
        {
            HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> lookup = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
            for (int i = 0; i < batch.Count; i++)
                lookup.Add(batch[i].Get(field));
            return _values.Count < ValuesMax
                ? true
                : throw new LogsQlException($"a sub-query of a live tail gives more than {ValuesMax} values; narrow its time range or filter");
        }

        public void Flush()
        {
        }
    }
}
