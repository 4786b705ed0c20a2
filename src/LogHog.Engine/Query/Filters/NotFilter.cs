namespace LogHog.Engine.Query.Filters;

/// <summary>Everything but its part.</summary>
public sealed class NotFilter : Filter
{
    internal NotFilter(Filter part) => Part = part;

    public Filter Part { get; }

    public override IReadOnlyList<Filter> Parts => [Part];

    public override bool Matches(IRow row) => !Part.Matches(row);

    internal override Filter WithParts(IReadOnlyList<Filter> parts) => FilterLogic.Not(parts[0]);

    public override string ToString() => Part is AndFilter or OrFilter ? $"!({Part})" : $"!{Part}";
}
