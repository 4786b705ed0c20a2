using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>value_type(uint64)</c>: what kind of value it is; see <see cref="TypeOf"/>.</summary>
internal sealed class ValueTypeFilter(string field, string type) : FieldFilter(field)
{
    public override bool MatchesValue(ReadOnlySpan<byte> value) => value.Length > 0 && TypeOf(value) == type;

    /// <summary>The narrowest of uint8, uint16, uint32, uint64, int64, float64, ipv4, iso8601; else string.</summary>
    public static string TypeOf(ReadOnlySpan<byte> value)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(value, out long whole, out int used) && used == value.Length && IsCanonical(value))
        {
            return whole switch
            {
                < 0 => "int64",
                <= byte.MaxValue => "uint8",
                <= ushort.MaxValue => "uint16",
                <= uint.MaxValue => "uint32",
                _ => "uint64",
            };
        }

        return Numbers.TryParseDecimal(value, out _) ? "float64"
            : IPv4.TryParse(value, out _) ? "ipv4"
            : Timestamps.TryParse(value, out _) ? "iso8601"
            : "string";
    }

    private protected override string Condition => $"value_type({Keywords.Quote(type)})";

    public static Filter Parse(TokenReader reader, string name, string field) => new ValueTypeFilter(field, Arguments.ReadList(reader, name, 1)[0]);

    /// <summary>Whether the number would be written back the same: no plus, no leading zeros.</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> digits = value[0] == '-' ? value[1..] : value;
        return digits[0] != '+' && (digits.Length == 1 || digits[0] != '0');
    }
}
