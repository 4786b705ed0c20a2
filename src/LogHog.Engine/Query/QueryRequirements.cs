using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query;

/// <summary>What a query asks of the storage, so that an index can leave out files, blocks and fields.</summary>
public sealed class QueryRequirements
{
    private QueryRequirements(Filter filter, NeededFields fields, long? rowsMax)
    {
        Filter = filter;
        Fields = fields;
        RowsMax = rowsMax;
    }

    /// <summary>The condition that every row given has to meet. Its sub-queries have been run.</summary>
    public Filter Filter { get; }

    /// <summary>Moments outside of this cannot match.</summary>
    public TimeBounds Time => Filter.Time;

    /// <summary>Words without which nothing matches.</summary>
    public WordCondition Words => Filter.Words;

    /// <summary>The conditions that all hold at once.</summary>
    public IReadOnlyList<Filter> Conjuncts => Filter is AndFilter and ? and.Parts : [Filter];

    /// <summary>Stream filters that all hold at once: which applications, hosts and modules can match.</summary>
    public IEnumerable<StreamFilter> Streams => Conjuncts.OfType<StreamFilter>();

    /// <summary>The conditions on one field that all hold at once, such as <c>app:=shop</c>.</summary>
    public IEnumerable<FieldFilter> On(string field) => Conjuncts.OfType<FieldFilter>().Where(filter => filter.Field == field);

    /// <summary>The fields that the pipes and the answer read, and those of the filter.</summary>
    public NeededFields Fields { get; }

    /// <summary>When set, any so many rows are enough (<c>| limit</c> with nothing that changes the number of rows before it).</summary>
    public long? RowsMax { get; }

    public static QueryRequirements Of(LogsQuery query)
    {
        var fields = new NeededFields();
        for (int i = query.Pipes.Count - 1; i >= 0; i--)
        {
            query.Pipes[i].NarrowFields(fields);
        }

        fields.Add(query.Filter);
        return new QueryRequirements(query.Filter, fields, Limit(query.Pipes));
    }

    public static QueryRequirements Of(Filter filter) => new(filter, new NeededFields(), null);

    private static long? Limit(IReadOnlyList<Pipe> pipes)
    {
        foreach (Pipe pipe in pipes)
        {
            if (pipe is LimitPipe limit)
            {
                return limit.Rows;
            }

            if (!pipe.KeepsRows)
            {
                return null;
            }
        }

        return null;
    }
}
