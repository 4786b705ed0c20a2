namespace LogHog.Engine.Query.Filters;

/// <summary>At least one of its parts.</summary>
public sealed class OrFilter : Filter
{
    private readonly Filter[] _parts;

    internal OrFilter(IReadOnlyList<Filter> parts) => _parts = [.. parts];

    public override IReadOnlyList<Filter> Parts => _parts;

    public override TimeBounds Time => _parts.Aggregate(new TimeBounds(1, 0), (bounds, part) => bounds.Cover(part.Time));

    public override WordCondition Words => WordCondition.Any(_parts.Select(part => part.Words));

    public override bool Matches(IRow row)
    {
        foreach (Filter part in _parts)
        {
            if (part.Matches(row))
            {
                return true;
            }
        }

        return false;
    }

    internal override Filter WithParts(IReadOnlyList<Filter> parts) => FilterLogic.Or(parts);

    public override string ToString() => string.Join(" or ", (object[])_parts);
}
