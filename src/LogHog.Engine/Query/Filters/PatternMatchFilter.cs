using System.Text;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>pattern_match("user &lt;N&gt; from &lt;IP4&gt;")</c>: the value has this shape; <c>pattern_match_full</c>: from end to end.</summary>
internal sealed class PatternMatchFilter : FieldFilter
{
    private static readonly (string Placeholder, string Pattern)[] Placeholders =
    [
        ("<N>", "(?:[0-9]+|[0-9a-fA-F]{4,})"),
        ("<UUID>", "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
        ("<IP4>", "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+"),
        ("<TIME>", "[0-9]+:[0-9]+:[0-9]+(?:[.,][0-9]+)?"),
        ("<DATE>", "[0-9]+[-/][0-9]+[-/][0-9]+"),
        ("<DATETIME>", "[0-9]+[-/][0-9]+[-/][0-9]+[ T][0-9]+:[0-9]+:[0-9]+(?:[.,][0-9]+)?(?:Z|[+-][0-9]+:[0-9]+)?"),
        ("<W>", "(?:[0-9A-Za-z_]+|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`)"),
    ];

    private readonly string _function;
    private readonly string _shape;
    private readonly TextPattern _pattern;
    private readonly Phrase[] _literals;
    private readonly ShapePhrase[] _shapes;

    private PatternMatchFilter(string field, string function, string shape)
        : base(field)
    {
        _function = function;
        _shape = shape;
        (string pattern, List<string> literals) = Translate(shape);
        _pattern = new TextPattern(function == "pattern_match_full" ? $"^{pattern}$" : pattern);
        _literals = [.. literals.Select(literal => new Phrase(literal))];
        _shapes = [.. _literals.Select(literal => new ShapePhrase(literal.Bytes, openStart: true, openEnd: true))];
    }

    public override WordCondition Words => WordCondition.All(
        _literals.Select(literal => WordCondition.Of(Field, [.. literal.WholeWords(openStart: true, openEnd: true)], literal.Bytes)));

    public override bool MatchesValue(ReadOnlySpan<byte> value)
    {
        foreach (Phrase literal in _literals)
        {
            if (value.IndexOf(literal.Bytes) < 0)
            {
                return false;
            }
        }

        return _pattern.IsMatch(value);
    }

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape)
    {
        foreach (ShapePhrase literal in _shapes)
        {
            if (literal.IsIn(shape) == ShapeVerdict.No)
            {
                return ShapeVerdict.No;
            }
        }

        return ShapeVerdict.Maybe;
    }

    private protected override string Condition => $"{_function}({Keywords.Quote(_shape)})";

    public static Filter Parse(TokenReader reader, string name, string field) => new PatternMatchFilter(field, name, Arguments.ReadList(reader, name, 1)[0]);

    private static (string Pattern, List<string> Literals) Translate(string shape)
    {
        var pattern = new StringBuilder();
        var literals = new List<string>();
        int at = 0;
        while (at < shape.Length)
        {
            int next = shape.Length;
            string regex = "";
            string found = "";
            foreach ((string placeholder, string placeholderRegex) in Placeholders)
            {
                int index = shape.IndexOf(placeholder, at, StringComparison.Ordinal);
                if (index >= 0 && index < next)
                {
                    (next, regex, found) = (index, placeholderRegex, placeholder);
                }
            }

            if (next > at)
            {
                literals.Add(shape[at..next]);
                pattern.Append(System.Text.RegularExpressions.Regex.Escape(shape[at..next]).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\#", "#", StringComparison.Ordinal));
            }

            pattern.Append(regex);
            at = next + found.Length;
        }

        return (pattern.ToString(), literals);
    }
}
