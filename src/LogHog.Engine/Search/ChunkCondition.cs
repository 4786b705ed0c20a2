using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Search;

/// <summary>A filter, or a part of one, as it is decided by an index. One per worker.</summary>
internal abstract class ChunkCondition
{
    /// <summary>What the index knows of the run of events.</summary>
    public abstract void Decide(ChunkColumns columns, EventVerdicts verdicts);

    /// <param name="filter">A part that is not known here may hold for any event.</param>
    public static ChunkCondition Of(Filter filter) => filter switch
    {
        AllFilter => new ConstantCondition(holds: true, mayHold: true),
        AndFilter => new JunctionCondition([.. filter.Parts.Select(Of)], isAnd: true),
        OrFilter => new JunctionCondition([.. filter.Parts.Select(Of)], isAnd: false),
        NotFilter not => new NegatedCondition(Of(not.Part)),
        TimeFilter or DayRangeFilter or WeekRangeFilter => new TimeCondition(filter),
        FieldFilter { Field: "_time" } => new ConstantCondition(holds: false, mayHold: true),
        FieldFilter field => new ValueCondition(field),
        StreamFilter { Alternatives.Count: 0 } => new ConstantCondition(holds: true, mayHold: true),
        StreamFilter stream => new JunctionCondition([.. stream.Alternatives.Select(OfLabels)], isAnd: false),
        _ => new ConstantCondition(holds: false, mayHold: true),
    };

    private static JunctionCondition OfLabels(IReadOnlyList<StreamLabel> labels) => new([.. labels.Select(OfLabel)], isAnd: true);

    private static ChunkCondition OfLabel(StreamLabel label)
    {
        if (StreamFilter.Labels.Contains(label.Name, StringComparer.Ordinal))
            return new ValueCondition(label);
        bool holds = label.Matches(default);
        return new ConstantCondition(holds, holds);
    }
}

/// <summary>The same for all events.</summary>
internal sealed class ConstantCondition(bool holds, bool mayHold) : ChunkCondition
{
    public override void Decide(ChunkColumns columns, EventVerdicts verdicts) => verdicts.Begin(columns.Count, holds, mayHold);
}

/// <summary>All of its parts, or one of them.</summary>
internal sealed class JunctionCondition(ChunkCondition[] parts, bool isAnd) : ChunkCondition
{
    private readonly EventVerdicts _part = new();

    public override void Decide(ChunkColumns columns, EventVerdicts verdicts)
    {
        verdicts.Begin(columns.Count, isAnd, isAnd);
        foreach (ChunkCondition part in parts)
        {
            part.Decide(columns, _part);
            if (isAnd)
                verdicts.And(_part);
            else
                verdicts.Or(_part);
            if (isAnd ? verdicts.IsNever : verdicts.IsAlways)
                return;
        }
    }
}

/// <summary>Everything but its part.</summary>
internal sealed class NegatedCondition(ChunkCondition part) : ChunkCondition
{
    public override void Decide(ChunkColumns columns, EventVerdicts verdicts)
    {
        part.Decide(columns, verdicts);
        verdicts.Not();
    }
}
