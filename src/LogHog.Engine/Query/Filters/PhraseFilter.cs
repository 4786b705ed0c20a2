using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>word</c> or <c>"several words"</c>: they stand in the value as whole words. <c>""</c>: the value is empty.</summary>
internal sealed class PhraseFilter(string field, string phrase) : FieldFilter(field)
{
    private readonly Phrase _phrase = new(phrase);
    private readonly ShapePhrase _shapes = new(Utf8.Encode(phrase));

    public override WordCondition Words => WordCondition.Of(Field, [.. _phrase.WholeWords()], _phrase.Bytes);

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _phrase.IsIn(value);

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks) => _phrase.Mark(value, marks);

    internal override FieldFilter? Loosened(Loosening how) => _phrase.Bytes.Length == 0 ? null : how switch
    {
        Loosening.InsideWords => new SubstringFilter(Field, _phrase.Text),
        Loosening.AnyCase => new AnyCaseFilter(Field, _phrase.Text, isPrefix: false),
        _ => RegexFilter.OfTextInAnyCase(Field, _phrase.Text),
    };

    /// <summary>The empty phrase matches the empty message only, whose shape has no placeholder.</summary>
    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) => _phrase.Bytes.Length == 0 ? ShapeVerdict.No : _shapes.IsIn(shape);

    private protected override string Condition => Keywords.Quote(_phrase.Text);
}
