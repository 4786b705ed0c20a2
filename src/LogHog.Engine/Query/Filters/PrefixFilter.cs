using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>pre*</c>: a word of the value starts so. <c>*</c> alone: the value is not empty.</summary>
internal sealed class PrefixFilter(string field, string prefix) : FieldFilter(field)
{
    private readonly Phrase _prefix = new(prefix);
    private readonly ShapePhrase _shapes = new(Utf8.Encode(prefix), openEnd: true);

    public override WordCondition Words => WordCondition.Of(Field, [.. _prefix.WholeWords(openEnd: true)], _prefix.Bytes);

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _prefix.IsPrefixIn(value);

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks) => _prefix.Mark(value, marks, openEnd: true);

    internal override FieldFilter? Loosened(Loosening how) => _prefix.Bytes.Length == 0 ? null : how switch
    {
        Loosening.InsideWords => new SubstringFilter(Field, _prefix.Text),
        Loosening.AnyCase => new AnyCaseFilter(Field, _prefix.Text, isPrefix: true),
        _ => RegexFilter.OfTextInAnyCase(Field, _prefix.Text),
    };

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) => _prefix.Bytes.Length == 0 ? ShapeVerdict.Yes : _shapes.IsIn(shape);

    private protected override string Condition => _prefix.Text.Length == 0 ? "*" : Keywords.Quote(_prefix.Text) + "*";
}
