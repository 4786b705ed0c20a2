using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query;

/// <summary>Runs queries over a source of rows.</summary>
public static class QueryRunner
{
    /// <summary>
    /// Runs a query. Rows go to <paramref name="receiver"/> as soon as the pipes allow it; at the end it is flushed.
    /// </summary>
    /// <exception cref="LogsQlException">The query passed one of its limits.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public static void Run(LogsQuery query, IRowSource source, IPipeProcessor receiver, QueryLimits limits, CancellationToken cancellation) =>
        Run(query, receiver, new Surroundings(source, new MemoryBudget(limits.MemoryBytesMax), limits.Time, cancellation));

    /// <summary>The same query with the values of its sub-queries in their place.</summary>
    public static LogsQuery Resolve(LogsQuery query, IRowSource source, QueryLimits limits, CancellationToken cancellation) =>
        Resolve(query, new Surroundings(source, new MemoryBudget(limits.MemoryBytesMax), limits.Time, cancellation));

    private static void Run(LogsQuery query, IPipeProcessor receiver, Surroundings around)
    {
        LogsQuery resolved = Resolve(query, around);
        var context = new PipeContext(
            around.Budget, resolved.Filter.Time, around.Source, (sub, into) => Run(sub, into, around), around.Cancellation);
        IPipeProcessor first = Start(resolved.Pipes, context, receiver);
        around.Source.Scan(QueryRequirements.Of(resolved), first, around.Cancellation);
        first.Flush();
    }

    /// <summary>The workers of some pipes in front of a receiver; for live tail, whose rows come from elsewhere.</summary>
    internal static IPipeProcessor Start(IReadOnlyList<Pipe> pipes, PipeContext context, IPipeProcessor receiver)
    {
        for (int i = pipes.Count - 1; i >= 0; i--)
        {
            receiver = pipes[i].Start(context, receiver);
        }

        return receiver;
    }

    private static LogsQuery Resolve(LogsQuery query, Surroundings around)
    {
        if (around.Time != TimeBounds.All && query.Options.IgnoreGlobalTimeFilter != true)
        {
            query = query.WithFilter(TimeFilter.Between(around.Time));
        }

        Filter Map(Filter filter) => Resolve(filter, around);
        return new LogsQuery(query.Options, Map(query.Filter), [.. query.Pipes.Select(pipe => pipe.MapFilters(Map))], query.NowUnixNs);
    }

    private static Filter Resolve(Filter filter, Surroundings around)
    {
        if (filter.SubQuery is { } sub)
        {
            var values = new ValueCollector(sub.Field, around.Budget);
            Run(sub.Query, values, around);
            return filter.WithValues(values.Values);
        }

        if (filter.Parts.Count == 0)
        {
            return filter;
        }

        List<Filter> parts = [.. filter.Parts.Select(part => Resolve(part, around))];
        return parts.SequenceEqual(filter.Parts) ? filter : filter.WithParts(parts);
    }

    /// <summary>What a query shares with its sub-queries.</summary>
    private sealed record Surroundings(IRowSource Source, MemoryBudget Budget, TimeBounds Time, CancellationToken Cancellation);

    private sealed class ValueCollector(string field, MemoryBudget budget) : IPipeProcessor
    {
        private readonly HashSet<byte[]> _values = new(Query.Values.ByteComparer.Instance);

        public IReadOnlyList<byte[]> Values => [.. _values];

        public bool Process(RowBatch batch)
        {
            HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> lookup = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<byte> value = batch[i].Get(field);
                if (lookup.Add(value))
                {
                    budget.Take(value.Length + 64);
                }
            }

            return true;
        }

        public void Flush()
        {
        }
    }
}
