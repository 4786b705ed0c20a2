using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>eq_field(b)</c>, <c>le_field(b)</c>, <c>lt_field(b)</c>: two fields of the row compared.</summary>
internal sealed class FieldComparisonFilter(string field, string other, string function) : Filter
{
    public override IEnumerable<string> Fields => [@field, other];

    public override bool Matches(IRow row)
    {
        ReadOnlySpan<byte> left = row.Get(@field);
        ReadOnlySpan<byte> right = row.Get(other);
        return function switch
        {
            "eq_field" => left.SequenceEqual(right),
            "lt_field" => ValueOrder.Compare(left, right) < 0,
            _ => ValueOrder.Compare(left, right) <= 0,
        };
    }

    public override string ToString() => $"{Prefix(@field)}{function}({Keywords.Quote(other)})";

    public static Filter Parse(TokenReader reader, string name, string field) =>
        new FieldComparisonFilter(string.Intern(field), string.Intern(Arguments.ReadList(reader, name, 1)[0]), name);
}
