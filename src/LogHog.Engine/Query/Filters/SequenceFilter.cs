using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>seq("a", "b")</c>: the phrases stand in the value one after the other.</summary>
internal sealed class SequenceFilter(string field, IReadOnlyList<string> phrases) : FieldFilter(field)
{
    private readonly Phrase[] _phrases = [.. phrases.Where(phrase => phrase.Length > 0).Select(phrase => new Phrase(phrase))];

    public override WordCondition Words => WordCondition.All(_phrases.Select(phrase => WordCondition.Of(Field, phrase.WholeWords())));

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

    private protected override string Condition => $"seq({string.Join(',', phrases.Select(Keywords.Quote))})";

    public static Filter Parse(TokenReader reader, string name, string field) => new SequenceFilter(field, Arguments.ReadList(reader, name));
}
