using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>*text*</c>: the text stands anywhere in the value, also inside a word.</summary>
internal sealed class SubstringFilter(string field, string text) : FieldFilter(field)
{
    private readonly Phrase _text = new(text);
    private readonly ShapePhrase _shapes = new(Utf8.Encode(text), openStart: true, openEnd: true);

    public override WordCondition Words => WordCondition.Of(Field, [.. _text.WholeWords(openStart: true, openEnd: true)], _text.Bytes);

    public override bool MatchesValue(ReadOnlySpan<byte> value) => value.IndexOf(_text.Bytes) >= 0;

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks) =>
        _text.Mark(value, marks, openStart: true, openEnd: true);

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) => _text.Bytes.Length == 0 ? ShapeVerdict.Yes : _shapes.IsIn(shape);

    private protected override string Condition => $"*{Keywords.Quote(_text.Text)}*";

    /// <summary>Reads <c>*</c>, <c>field:*</c> or <c>*text*</c>; the reader stands at the star.</summary>
    public static Filter ParseStar(TokenReader reader, string field)
    {
        int at = reader.Position;
        reader.Next();
        if (field.Length == 0 && reader.Is(":"))
        {
            throw new LogsQlException("a field's name cannot be '*'", at);
        }

        int start = reader.Index;
        if (!reader.Current.SpaceBefore && !reader.AtPartEnd && !reader.Is(","))
        {
            string text = reader.ReadPhrase("the text of *text*");
            if (reader.Is("*") && !reader.Current.SpaceBefore)
            {
                reader.Next();
                return new SubstringFilter(field.Length == 0 ? "_msg" : field, text);
            }

            reader.Index = start;
        }

        return field.Length == 0 ? new AllFilter() : new PrefixFilter(field, "");
    }
}
