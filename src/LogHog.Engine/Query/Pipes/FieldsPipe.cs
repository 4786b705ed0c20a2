using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>fields a, b*</c>, <c>keep …</c>: only these fields.</summary>
internal sealed class FieldsPipe(IReadOnlyList<string> patterns) : RowPipe
{
    private readonly FieldPatterns _patterns = new(patterns);

    public IReadOnlyList<string> Patterns { get; } = patterns;

    internal override bool Changes(string field) => !_patterns.Match(field);

    protected override bool Apply(Row row)
    {
        for (int i = row.Count - 1; i >= 0; i--)
        {
            if (!_patterns.Match(row.NameAt(i)))
            {
                row.RemoveAt(i);
            }
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed) => needed.Intersect(Patterns);

    public override string ToString() => $"fields {Keywords.QuoteAll(Patterns)}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        List<string> patterns = PipeSyntax.ReadFieldPatterns(reader);
        return new FieldsPipe(patterns.Contains("*") ? ["*"] : patterns);
    }
}
