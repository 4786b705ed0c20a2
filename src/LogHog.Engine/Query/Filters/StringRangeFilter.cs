using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>string_range(a, b)</c>: the value is at least a and less than b, byte by byte; also <c>&gt;text</c> and so on.</summary>
internal sealed class StringRangeFilter : FieldFilter
{
    private readonly byte[] _min;
    private readonly byte[]? _max;
    private readonly string _written;

    private StringRangeFilter(string field, byte[] min, byte[]? max, string written)
        : base(field)
    {
        _min = min;
        _max = max;
        _written = written;
    }

    public override bool MatchesValue(ReadOnlySpan<byte> value) =>
        value.SequenceCompareTo(_min) >= 0 && (_max is null || value.SequenceCompareTo(_max) < 0);

    private protected override string Condition => _written;

    public static Filter Of(string field, string sign, string text)
    {
        byte[] bytes = Utf8.Encode(text);
        byte[] next = [.. bytes, 0];
        string written = sign + Keywords.Quote(text);
        return sign switch
        {
            ">" => new StringRangeFilter(field, next, null, written),
            ">=" => new StringRangeFilter(field, bytes, null, written),
            "<" => new StringRangeFilter(field, [], bytes, written),
            _ => new StringRangeFilter(field, [], next, written),
        };
    }

    public static Filter Parse(TokenReader reader, string name, string field)
    {
        List<string> bounds = Arguments.ReadList(reader, name, 2);
        return new StringRangeFilter(
            field, Utf8.Encode(bounds[0]), Utf8.Encode(bounds[1]), $"string_range({Keywords.Quote(bounds[0])}, {Keywords.Quote(bounds[1])})");
    }
}
