using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>contains_any(a, b)</c>, <c>contains_all(a, b)</c>: the phrases that stand in the value.</summary>
internal sealed class ContainsFilter : FieldFilter
{
    private readonly ValueList _list;
    private readonly bool _all;
    private readonly Phrase[] _phrases;
    private readonly ShapePhrase[] _shapes;

    private ContainsFilter(string field, ValueList list, bool all)
        : base(field)
    {
        _list = list;
        _all = all;
        _phrases = [.. list.AllBytes.Select(static value => new Phrase(value.ToArray()))];
        _shapes = [.. _phrases.Select(phrase => new ShapePhrase(phrase.Bytes))];
    }

    public override WordCondition Words
    {
        get
        {
            if (_list.Query is not null)
            {
                return WordCondition.True;
            }

            IEnumerable<WordCondition> parts = _phrases.Select(phrase => WordCondition.Of(Field, [.. phrase.WholeWords()], phrase.Bytes));
            return _all ? WordCondition.All(parts) : WordCondition.Any(parts);
        }
    }

    public override bool MatchesValue(ReadOnlySpan<byte> value)
    {
        foreach (Phrase phrase in _phrases)
        {
            if (phrase.IsIn(value) != _all)
            {
                return !_all;
            }
        }

        return _all;
    }

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks)
    {
        foreach (Phrase phrase in _phrases)
        {
            phrase.Mark(value, marks);
        }
    }

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape)
    {
        ShapeVerdict verdict = _all ? ShapeVerdict.Yes : ShapeVerdict.No;
        for (int i = 0; i < _phrases.Length; i++)
        {
            // The empty phrase matches the empty message only, whose shape has no placeholder.
            ShapeVerdict one = _phrases[i].Bytes.Length == 0 ? ShapeVerdict.No : _shapes[i].IsIn(shape);
            verdict = _all ? verdict & one : verdict | one;
        }

        return verdict;
    }

    internal override (LogsQuery Query, string Field)? SubQuery => _list.Query is null ? null : (_list.Query, _list.QueryField);

    internal override Filter WithValues(IReadOnlyList<byte[]> values) =>
        new ContainsFilter(Field, ValueList.Of(values), _all);

    private protected override string Condition => $"{(_all ? "contains_all" : "contains_any")}({_list})";

    public static Filter Parse(TokenReader reader, string name, string field)
    {
        int at = reader.Position;
        return ValueList.Read(reader, name) is not { } list ? new AllFilter()
            : list.Values.Count <= QueryLimits.PhrasesMax ? new ContainsFilter(field, list, name == "contains_all")
            : throw new LogsQlException($"{name}(…) has at most {QueryLimits.PhrasesMax} phrases, not {list.Values.Count}; in(…) may have more values", at);
    }
}
