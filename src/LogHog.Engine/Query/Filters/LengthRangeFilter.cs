using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>len_range(min, max)</c>: how many characters the value has.</summary>
internal sealed class LengthRangeFilter(string field, ulong min, ulong max, string written) : FieldFilter(field)
{
    public override bool MatchesValue(ReadOnlySpan<byte> value)
    {
        ulong length = (ulong)Utf8.RuneCount(value);
        return length >= min && length <= max;
    }

    private protected override string Condition => written;

    public static Filter Parse(TokenReader reader, string name, string field)
    {
        int at = reader.Position;
        List<string> bounds = Arguments.ReadList(reader, name, 2);
        if (!Numbers.TryParseUnsigned(bounds[0], out ulong min) || !Numbers.TryParseUnsigned(bounds[1], out ulong max))
        {
            throw new LogsQlException("len_range(…) takes two whole numbers, or inf", at);
        }

        return new LengthRangeFilter(field, min, max, $"len_range({bounds[0]}, {bounds[1]})");
    }
}
