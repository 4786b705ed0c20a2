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
    public static void Run(LogsQuery query, IRowSource source, IPipeProcessor receiver, QueryLimits limits, CancellationToken cancellation)
    {
        var budget = new MemoryBudget(limits.MemoryBytesMax);
        Run(query, source, receiver, budget, cancellation);
    }

    /// <summary>The same query with the values of its sub-queries in their place.</summary>
    public static LogsQuery Resolve(LogsQuery query, IRowSource source, QueryLimits limits, CancellationToken cancellation) =>
        Resolve(query, source, new MemoryBudget(limits.MemoryBytesMax), cancellation);

    private static void Run(LogsQuery query, IRowSource source, IPipeProcessor receiver, MemoryBudget budget, CancellationToken cancellation)
    {
        LogsQuery resolved = Resolve(query, source, budget, cancellation);
        var context = new PipeContext(
            budget, resolved.Filter.Time, source, (sub, into) => Run(sub, source, into, budget, cancellation), cancellation);
        IPipeProcessor first = Start(resolved.Pipes, context, receiver);
        source.Scan(QueryRequirements.Of(resolved), first, cancellation);
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

    private static LogsQuery Resolve(LogsQuery query, IRowSource source, MemoryBudget budget, CancellationToken cancellation)
    {
        Filter Map(Filter filter) => Resolve(filter, source, budget, cancellation);
        return new LogsQuery(query.Options, Map(query.Filter), [.. query.Pipes.Select(pipe => pipe.MapFilters(Map))], query.NowUnixNs);
    }

    private static Filter Resolve(Filter filter, IRowSource source, MemoryBudget budget, CancellationToken cancellation)
    {
        if (filter.SubQuery is { } sub)
        {
            var values = new ValueCollector(sub.Field, budget);
            Run(sub.Query, source, values, budget, cancellation);
            return filter.WithValues(values.Values);
        }

        if (filter.Parts.Count == 0)
        {
            return filter;
        }

        List<Filter> parts = [.. filter.Parts.Select(part => Resolve(part, source, budget, cancellation))];
        return parts.SequenceEqual(filter.Parts) ? filter : filter.WithParts(parts);
    }

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
