namespace LogHog.Engine.Query.Filters;

/// <summary><c>*</c>: every row.</summary>
public sealed class AllFilter : Filter
{
    public override bool Matches(IRow row) => true;

    public override string ToString() => "*";
}
