using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary>
/// A condition on the value of one field. An index may hand it values straight from a block or a dictionary,
/// without making rows.
/// </summary>
public abstract class FieldFilter(string field) : Filter
{
    public string Field { get; } = string.Intern(field);

    /// <summary>Whether a value matches; a missing field counts as the empty value.</summary>
    public abstract bool MatchesValue(ReadOnlySpan<byte> value);

    /// <summary>Of a condition on <c>_msg</c>: whether it holds for messages of a shape (<see cref="Index.MessageShape"/>).</summary>
    /// <param name="shape">One with a placeholder; one without is the message itself.</param>
    internal virtual ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) => ShapeVerdict.Maybe;

    public sealed override bool Matches(IRow row) => MatchesValue(row.Get(Field));

    public sealed override IEnumerable<string> Fields => [Field];

    /// <summary>Where in a value it finds its text, for those who show it; a condition on the value as a whole marks nothing.</summary>
    internal virtual void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks)
    {
    }

    /// <summary>The same condition, met also inside of words or by other capitals; null = it does not look for whole words.</summary>
    internal virtual FieldFilter? Loosened(Loosening how) => null;

    /// <summary>The condition as it stands after the field's name.</summary>
    private protected abstract string Condition { get; }

    public sealed override string ToString() =>
        Condition is "*" && Field == "_msg" ? "_msg:*" : Prefix(Field) + Condition; // A bare star would mean every row.
}
