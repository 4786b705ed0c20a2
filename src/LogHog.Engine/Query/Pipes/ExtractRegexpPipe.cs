using System.Text.RegularExpressions;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>extract_regexp [if (…)] "user=(?P&lt;user&gt;.+?) " [from f] [keep_original_fields|skip_empty_results]</c>.</summary>
internal sealed class ExtractRegexpPipe(Filter? condition, TextPattern pattern, string source, ResultPolicy policy) : RowPipe
{
    private readonly string[] _fields = [.. pattern.Regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0])).Select(string.Intern)];

    protected override bool Apply(Row row)
    {
        if (condition is not null && !condition.Matches(row))
        {
            return true;
        }

        ReadOnlyMemory<byte> value = row.GetMemory(source);
        Match match = pattern.IsMatch(value.Span) ? pattern.Regex.Match(Utf8.Decode(value.Span)) : Match.Empty;
        foreach (string field in _fields)
        {
            policy.Store(row, field, match.Success ? Utf8.Encode(match.Groups[field].Value) : default(ReadOnlyMemory<byte>));
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (_fields.Any(needed.Needs))
        {
            policy.Narrow(needed, _fields, condition is not null);
            needed.Add(source);
            needed.Add(condition);
        }
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) => condition is null ? this : new ExtractRegexpPipe(map(condition), pattern, source, policy);

    public override string ToString() =>
        $"extract_regexp{PipeSyntax.IfText(condition)} {Keywords.Quote(pattern.Pattern)}{(source == "_msg" ? "" : " from " + Keywords.Quote(source))}{policy.Text()}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        int at = reader.Position;
        TextPattern pattern = PipeSyntax.CompilePattern(reader.ReadValue("a pattern with (?P<name>…) in it"), at);
        if (!pattern.Regex.GetGroupNames().Any(group => !char.IsAsciiDigit(group[0])))
        {
            throw new LogsQlException("the pattern names no field: write (?P<name>…) where its value stands", at);
        }

        string source = reader.Skip("from") ? PipeSyntax.ReadField(reader, "the field to extract from") : "_msg";
        return new ExtractRegexpPipe(condition, pattern, source, ResultPolicies.Read(reader));
    }
}
