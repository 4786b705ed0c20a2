using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>delete a, b*</c>, <c>del</c>, <c>rm</c>, <c>drop</c>: without these fields.</summary>
internal sealed class DeletePipe(IReadOnlyList<string> patterns) : RowPipe
{
    private readonly FieldPatterns _patterns = new(patterns);

    internal override bool Changes(string field) => _patterns.Match(field);

    protected override bool Apply(Row row)
    {
        for (int i = row.Count - 1; i >= 0; i--)
        {
            if (_patterns.Match(row.NameAt(i)))
            {
                row.RemoveAt(i);
            }
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        foreach (string pattern in patterns)
        {
            needed.Remove(pattern);
        }
    }

    public override string ToString() => $"delete {Keywords.QuoteAll(patterns)}";

    public static Pipe Parse(TokenReader reader, string name) => new DeletePipe(PipeSyntax.ReadFieldPatterns(reader));
}
