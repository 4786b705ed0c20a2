using System.Globalization;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>ipv4_range(10.0.0.0, 10.0.0.255)</c> or <c>ipv4_range("10.0.0.0/24")</c>: the value is an address in the range.</summary>
public sealed class IPv4RangeFilter : FieldFilter
{
    internal IPv4RangeFilter(string field, uint min, uint max)
        : base(field)
    {
        Min = min;
        Max = max;
    }

    public uint Min { get; }

    public uint Max { get; }

    public override bool MatchesValue(ReadOnlySpan<byte> value) => IPv4.TryParse(value, out uint address) && address >= Min && address <= Max;

    private protected override string Condition => $"ipv4_range({IPv4.Format(Min)}, {IPv4.Format(Max)})";

    internal static Filter Parse(TokenReader reader, string name, string field)
    {
        int at = reader.Position;
        List<string> bounds = Arguments.ReadList(reader, name);
        if (bounds.Count == 1 && TryNetwork(bounds[0], out uint min, out uint max))
        {
            return new IPv4RangeFilter(field, min, max);
        }

        if (bounds.Count == 2 && IPv4.TryParse(bounds[0], out min) && IPv4.TryParse(bounds[1], out max))
        {
            return new IPv4RangeFilter(field, min, max);
        }

        throw new LogsQlException("ipv4_range(…) takes two IPv4 addresses, or one network such as 10.0.0.0/8", at);
    }

    private static bool TryNetwork(string text, out uint min, out uint max)
    {
        string[] parts = text.Split('/');
        int bits = 32;
        bool valid = IPv4.TryParse(parts[0], out uint address) && parts.Length <= 2
            && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= 32));
        uint host = bits == 0 ? uint.MaxValue : bits == 32 ? 0 : uint.MaxValue >> bits;
        (min, max) = (address & ~host, address | host);
        return valid;
    }
}
