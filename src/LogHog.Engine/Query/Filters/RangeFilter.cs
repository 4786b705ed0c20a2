using System.Globalization;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>range(1,10]</c>, <c>&gt;10</c>, <c>&lt;=1.5KiB</c>: the value is a number between two bounds.</summary>
public sealed class RangeFilter : FieldFilter
{
    private readonly string _written;

    internal RangeFilter(string field, double min, double max, string written)
        : base(field)
    {
        Min = min;
        Max = max;
        _written = written;
    }

    /// <summary>Smallest number that matches; open bounds are moved to the next number.</summary>
    public double Min { get; }

    public double Max { get; }

    public override bool MatchesValue(ReadOnlySpan<byte> value) => Numbers.TryParseMath(value, out double number) && number >= Min && number <= Max;

    private protected override string Condition => _written;

    /// <summary>Reads <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c> and a number, or else a text.</summary>
    internal static Filter ParseSign(TokenReader reader, string field)
    {
        string sign = reader.Current.Text;
        reader.Next();
        if (reader.Is("=") && !reader.Current.SpaceBefore)
        {
            sign += "=";
            reader.Next();
        }

        if (reader.Current.SpaceBefore && field.Length == 0)
        {
            throw reader.Error($"'{sign}' needs a field and a colon in front: field:{sign}value");
        }

        string target = field.Length == 0 ? "_msg" : field;
        string text = reader.ReadPhrase($"a value after '{sign}'");
        if (!TryNumber(text, out double number))
        {
            return StringRangeFilter.Of(target, sign, text);
        }

        string written = sign + text;
        return sign switch
        {
            ">" => new RangeFilter(target, Above(number), double.PositiveInfinity, written),
            ">=" => new RangeFilter(target, number, double.PositiveInfinity, written),
            "<" => new RangeFilter(target, double.NegativeInfinity, Below(number), written),
            _ => new RangeFilter(target, double.NegativeInfinity, number, written),
        };
    }

    internal static Filter Parse(TokenReader reader, string name, string field)
    {
        bool openStart = reader.Is("(");
        reader.Next();
        (double min, string minText) = ReadNumber(reader);
        reader.Expect(",", "between the bounds of range(…)");
        (double max, string maxText) = ReadNumber(reader);
        bool openEnd = reader.Is(")");
        if (!openEnd && !reader.Is("]"))
        {
            throw reader.Unexpected("')' or ']' at the end of range(…)");
        }

        reader.Next();
        string written = string.Create(
            CultureInfo.InvariantCulture, $"range{(openStart ? '(' : '[')}{minText}, {maxText}{(openEnd ? ')' : ']')}");
        return new RangeFilter(field, openStart ? Above(min) : min, openEnd ? Below(max) : max, written);
    }

    private static (double Number, string Text) ReadNumber(TokenReader reader)
    {
        int at = reader.Position;
        string text = reader.ReadPhrase("a number");
        return TryNumber(text, out double number) ? (number, text) : throw new LogsQlException($"'{text}' is not a number", at);
    }

    private static bool TryNumber(string text, out double number) =>
        Numbers.TryParseMath(text, out number) || text.Equals("nan", StringComparison.OrdinalIgnoreCase);

    private static double Above(double number) => double.IsInfinity(number) ? number : Math.BitIncrement(number);

    private static double Below(double number) => double.IsInfinity(number) ? number : Math.BitDecrement(number);
}
