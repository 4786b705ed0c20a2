namespace LogHog.Engine.Query.Filters;

/// <summary>All of its parts.</summary>
public sealed class AndFilter : Filter
{
    private readonly Filter[] _parts;

    internal AndFilter(IReadOnlyList<Filter> parts) => _parts = [.. parts];

    public override IReadOnlyList<Filter> Parts => _parts;

    public override TimeBounds Time => _parts.Aggregate(TimeBounds.All, (bounds, part) => bounds.Intersect(part.Time));

    public override WordCondition Words => WordCondition.All(_parts.Select(part => part.Words));

    public override bool Matches(IRow row)
    {
        foreach (Filter part in _parts)
        {
            if (!part.Matches(row))
            {
                return false;
            }
        }

        return true;
    }

    internal override Filter WithParts(IReadOnlyList<Filter> parts) => FilterLogic.And(parts);

    public override string ToString() => string.Join(' ', _parts.Select(part => part is OrFilter ? $"({part})" : part.ToString()));
}
