using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Stats;

namespace LogHog.Engine.Query;

/// <summary>What a query asks of the storage, so that an index can leave out files, blocks and fields.</summary>
public sealed class QueryRequirements
{
    private QueryRequirements(Filter filter, NeededFields rowFields, NeededFields fields)
    {
        Filter = filter;
        RowFields = rowFields;
        Fields = fields;
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

    /// <summary>Those of them that the pipes and the answer read: all that a row has to have, once it is known that it matches.</summary>
    public NeededFields RowFields { get; }

    /// <summary>Workers for the query; 0 = as many as there are cores.</summary>
    public uint Concurrency { get; private init; }

    /// <summary>When set, any so many rows are enough (<c>| limit</c> with nothing that changes the number of rows before it).</summary>
    public long? RowsMax { get; private init; }

    /// <summary>
    /// Rows that are equal in all needed fields may be sent as one whose <see cref="Row.Weight"/> is their number: all that
    /// comes of them is a sum (<c>stats</c>, <c>top</c>, <c>uniq</c> and so on).
    /// </summary>
    public bool AllowsWeights { get; private init; }

    /// <summary>When set, <c>_time</c> is read in these steps only, and may be sent rounded down to them.</summary>
    public TimeStep? TimeStep { get; private init; }

    /// <summary>When set, so many of the newest rows are enough (<c>| sort by (_time desc) | limit</c>); of equal times any. More do no harm.</summary>
    public long? Newest { get; private init; }

    /// <summary>When set, so many of the oldest rows are enough.</summary>
    public long? Oldest { get; private init; }

    public static QueryRequirements Of(LogsQuery query)
    {
        NeededFields fields = FieldsBefore(query.Pipes);
        fields.Add(query.Filter);
        long? byTime = RowsByTime(query.Pipes);
        return new QueryRequirements(query.Filter, FieldsBefore(query.Pipes), fields)
        {
            Concurrency = query.Options.Concurrency,
            RowsMax = Limit(query.Pipes),
            AllowsWeights = TakesWeights(query.Pipes),
            TimeStep = StepOf(query.Pipes),
            Newest = byTime > 0 ? byTime : null,
            Oldest = byTime < 0 ? -byTime : null,
        };
    }

    public static QueryRequirements Of(Filter filter) => new(filter, new NeededFields(), new NeededFields());

    private static NeededFields FieldsBefore(IReadOnlyList<Pipe> pipes)
    {
        var fields = new NeededFields();
        for (int i = pipes.Count - 1; i >= 0; i--)
        {
            pipes[i].NarrowFields(fields);
        }

        return fields;
    }

    /// <summary>The same, with one more condition that every row has to meet.</summary>
    internal QueryRequirements With(Filter condition)
    {
        Fields.Add(condition);
        return new QueryRequirements(FilterLogic.And([condition, Filter]), RowFields, Fields)
        {
            Concurrency = Concurrency,
            RowsMax = RowsMax,
            AllowsWeights = AllowsWeights,
            TimeStep = TimeStep,
            Newest = Newest,
            Oldest = Oldest,
        };
    }

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

    private static bool TakesWeights(IReadOnlyList<Pipe> pipes)
    {
        WeightUse? decided = pipes.Select(static pipe => (WeightUse?)pipe.Weights).FirstOrDefault(static use => use != WeightUse.Passes);
        return decided == WeightUse.Takes;
    }

    private static long? RowsByTime(IReadOnlyList<Pipe> pipes)
    {
        foreach (Pipe pipe in pipes)
        {
            if ((pipe as SortPipe)?.Order is { } sort)
            {
                return sort.RowsByTime;
            }

            if ((pipe as FirstPipe)?.Order is { } first)
            {
                return first.RowsByTime;
            }

            if (!pipe.KeepsRows || pipe.Changes("_time"))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Steps that <c>stats by (_time:…)</c> makes, if nothing else looks at the time.</summary>
    private static TimeStep? StepOf(IReadOnlyList<Pipe> pipes)
    {
        foreach (Pipe pipe in pipes)
        {
            if (pipe is StatsPipe stats)
            {
                return stats.TimeStep;
            }

            var reads = new NeededFields();
            reads.Clear();
            pipe.NarrowFields(reads);
            if (pipe is not (FilterPipe or FieldsPipe or DeletePipe) || reads.Needs("_time"))
            {
                return null;
            }
        }

        return null;
    }
}
