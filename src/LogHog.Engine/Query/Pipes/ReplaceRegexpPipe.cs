using System.Text.RegularExpressions;
using System.Text;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>replace_regexp [if (…)] ("pattern", "new $1") [at f] [limit n]</c>: matches of a pattern by a text.</summary>
internal sealed class ReplaceRegexpPipe(Filter? condition, TextPattern pattern, string newText, string field, long limit) : ValuePipe(condition, field, field)
{
    protected override byte[]? Make(ReadOnlyMemory<byte> value)
    {
        if (!pattern.IsMatch(value.Span))
        {
            return null;
        }

        int count = limit == 0 ? -1 : (int)Math.Min(limit, int.MaxValue);
        int left = QueryLimits.ValueBytesMax;
        return Utf8.Encode(pattern.Regex.Replace(Utf8.Decode(value.Span), match => Expand(match, ref left), count));
    }

    /// <summary>$1, $name, ${1} and ${name}; $$ is a dollar.</summary>
    private string Expand(Match match, ref int charactersLeft)
    {
        var result = new StringBuilder();
        for (int at = 0; at < newText.Length; at++)
        {
            if (newText[at] != '$' || at + 1 >= newText.Length)
            {
                result.Append(newText[at]);
                continue;
            }

            bool braces = newText[at + 1] == '{';
            int start = at + (braces ? 2 : 1);
            int end = start;
            while (end < newText.Length && (char.IsAsciiLetterOrDigit(newText[end]) || newText[end] == '_'))
            {
                end++;
            }

            if (newText[at + 1] == '$' || end == start || (braces && (end >= newText.Length || newText[end] != '}')))
            {
                result.Append('$');
                at += newText[at + 1] == '$' ? 1 : 0;
                continue;
            }

            result.Append(match.Groups[newText[start..end]].ValueSpan);
            at = braces ? end : end - 1;
            CheckLength(result, charactersLeft);
        }

        CheckLength(result, charactersLeft);
        charactersLeft -= result.Length;

        return result.ToString();
    }

    private static void CheckLength(StringBuilder result, int charactersMax)
    {
        if (result.Length > charactersMax)
        {
            throw QueryLimits.ValueTooLong();
        }
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) =>
        Condition is null ? this : new ReplaceRegexpPipe(map(Condition), pattern, newText, Source, limit);

    public override string ToString() => "replace_regexp" + ReplaceSyntax.Text(Condition, pattern.Pattern, newText, Source, limit);

    public static Pipe Parse(TokenReader reader, string name)
    {
        (Filter? condition, string from, string to, string field, long limit, int at) = ReplaceSyntax.Read(reader, name);
        return new ReplaceRegexpPipe(condition, PipeSyntax.CompilePattern(from, at), to, field, limit);
    }
}
