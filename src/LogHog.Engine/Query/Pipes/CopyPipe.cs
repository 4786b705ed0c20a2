using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>copy a as b, c* as d*</c> and <c>rename a as b</c>: one after the other.</summary>
internal sealed class CopyPipe(bool rename, IReadOnlyList<(string From, string To)> steps) : RowPipe
{
    public IReadOnlyList<(string From, string To)> Steps { get; } = steps;

    protected override bool Apply(Row row)
    {
        foreach ((string from, string to) in Steps)
        {
            if (from.EndsWith('*'))
            {
                ApplyPattern(row, from[..^1], to);
            }
            else if (from != to)
            {
                ReadOnlyMemory<byte> value = row.GetMemory(from);
                if (rename)
                {
                    row.Remove(from);
                }

                row.Set(to, value);
            }
        }

        return true;
    }

    private void ApplyPattern(Row row, string prefix, string to)
    {
        List<(string Name, ReadOnlyMemory<byte> Value)> found = [];
        for (int i = 0; i < row.Count; i++)
        {
            if (row.NameAt(i).StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add((row.NameAt(i), row.ValueAt(i)));
            }
        }

        foreach ((string name, ReadOnlyMemory<byte> value) in found)
        {
            if (rename)
            {
                row.Remove(name);
            }
        }

        foreach ((string name, ReadOnlyMemory<byte> value) in found)
        {
            row.Set(to.EndsWith('*') ? string.Concat(to.AsSpan(0, to.Length - 1), name.AsSpan(prefix.Length)) : to, value);
        }
    }

    internal override void NarrowFields(NeededFields needed)
    {
        for (int i = Steps.Count - 1; i >= 0; i--)
        {
            (string from, string to) = Steps[i];
            if (from.EndsWith('*') || to.EndsWith('*'))
            {
                needed.AddAll();
            }
            else
            {
                bool wanted = needed.Needs(to);
                needed.Remove(to);
                if (rename && from != to)
                {
                    needed.Remove(from);
                }

                if (wanted)
                {
                    needed.Add(from);
                }
            }
        }
    }

    public override string ToString() =>
        (rename ? "rename " : "copy ") + string.Join(", ", Steps.Select(s => $"{Keywords.QuoteWildcard(s.From)} as {Keywords.QuoteWildcard(s.To)}"));

    public static Pipe Parse(TokenReader reader, string name)
    {
        List<(string From, string To)> steps = [];
        do
        {
            string from = PipeSyntax.ReadFieldPattern(reader);
            reader.Skip("as");
            steps.Add((from, PipeSyntax.ReadFieldPattern(reader)));
        }
        while (reader.Skip(","));
        return new CopyPipe(name is "rename" or "mv", steps);
    }
}
