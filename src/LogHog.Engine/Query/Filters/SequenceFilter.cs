using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>seq("a", "b")</c>: the phrases stand in the value one after the other.</summary>
internal sealed class SequenceFilter(string field, IReadOnlyList<string> phrases) : FieldFilter(field)
{
    private readonly Phrase[] _phrases = [.. phrases.Where(phrase => phrase.Length > 0).Select(phrase => new Phrase(phrase))];

    private readonly ShapePhrase[] _shapes = [.. phrases.Where(phrase => phrase.Length > 0).Select(phrase => new ShapePhrase(Utf8.Encode(phrase)))];
    private readonly bool _hasDigits = phrases.Any(phrase => phrase.Any(c => char.IsAsciiDigit(c) || c == '\0'));

    public override WordCondition Words => WordCondition.All(_phrases.Select(phrase => WordCondition.Of(Field, [.. phrase.WholeWords()], phrase.Bytes)));

    public override bool MatchesValue(ReadOnlySpan<byte> value)
    {
        foreach (Phrase phrase in _phrases)
        {
            int at = phrase.IndexIn(value);
            if (at < 0)
            {
                return false;
            }

            value = value[(at + phrase.Bytes.Length)..];
        }

        return true;
    }

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks)
    {
        int from = 0;
        foreach (Phrase phrase in _phrases)
        {
            int at = phrase.IndexIn(value[from..]);
            if (at < 0)
            {
                return;
            }

            marks.Add((from + at, phrase.Bytes.Length));
            from += at + phrase.Bytes.Length;
        }
    }

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape)
    {
        ShapeVerdict all = ShapeVerdict.Yes;
        foreach (ShapePhrase phrase in _shapes)
        {
            all &= phrase.IsIn(shape);
        }

        // Where phrases without digits stand is the same in the shape, and so is their order.
        return all != ShapeVerdict.Yes || _hasDigits ? all & ShapeVerdict.Maybe
            : MatchesValue(shape) ? ShapeVerdict.Yes
            : ShapeVerdict.No;
    }

    private protected override string Condition => $"seq({string.Join(',', phrases.Select(Keywords.Quote))})";

    public static Filter Parse(TokenReader reader, string name, string field) => new SequenceFilter(field, Arguments.ReadList(reader, name));
}
