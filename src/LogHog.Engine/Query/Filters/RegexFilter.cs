using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>~"pattern"</c>: an RE2 pattern matches somewhere in the value.</summary>
internal sealed class RegexFilter(string field, string pattern) : FieldFilter(field)
{
    private readonly TextPattern _pattern = new(pattern);
    private ShapePhrase? _literal;

    public override WordCondition Words => _pattern.Run is { } run ? WordCondition.All([LiteralWords, new WordCondition.Run(Field, run)]) : LiteralWords;

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _pattern.IsMatch(value);

    /// <summary>The text itself, anywhere, whatever the case of its letters.</summary>
    public static RegexFilter OfTextInAnyCase(string field, string text) => new(field, "(?i)" + Re2.Escape(text));

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks) => _pattern.Mark(value, marks);

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape)
    {
        if (_pattern.Literal.IsEmpty)
        {
            return ShapeVerdict.Maybe;
        }

        _literal ??= new ShapePhrase(_pattern.Literal.ToArray(), openStart: true, openEnd: true);
        ShapeVerdict verdict = _literal.IsIn(shape);
        return _pattern.IsLiteral ? verdict : verdict & ShapeVerdict.Maybe;
    }

    private WordCondition LiteralWords => WordCondition.Of(
        Field, [.. new Phrase(_pattern.Literal.ToArray()).WholeWords(openStart: true, openEnd: true)], _pattern.Literal.ToArray());

    private protected override string Condition => "~" + Keywords.Quote(_pattern.Pattern);

    public static Filter ParseSign(TokenReader reader, string field)
    {
        if (reader.Current.SpaceBefore && field.Length == 0)
        {
            throw reader.Error("'~' needs a field and a colon in front: field:~pattern");
        }

        if (reader.Is("*"))
        {
            throw reader.Unexpected("a regular expression");
        }

        int at = reader.Position;
        return Create(field.Length == 0 ? "_msg" : field, reader.ReadValue("a regular expression"), at);
    }

    public static Filter Parse(TokenReader reader, string name, string field)
    {
        int at = reader.Position;
        return Create(field, Arguments.ReadList(reader, name, 1)[0], at);
    }

    /// <summary>Patterns that dashboards generate for "any" need no regular expression.</summary>
    private static Filter Create(string field, string pattern, int at)
    {
        try
        {
            return pattern switch
            {
                "" or ".*" => new AllFilter(),
                ".+" when field == "_msg" => new AllFilter(),
                ".+" => new PrefixFilter(field, ""),
                _ => new RegexFilter(field, pattern),
            };
        }
        catch (LogsQlException e)
        {
            throw new LogsQlException(e.Message, at, e);
        }
    }
}
