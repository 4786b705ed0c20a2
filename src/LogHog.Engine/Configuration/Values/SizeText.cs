using System.Globalization;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Bytes: <c>500</c>, <c>64K</c>, <c>10M</c>, <c>2G</c>, <c>1T</c>; K is 1024 bytes. <c>KB</c> and <c>KiB</c> mean the same.</summary>
internal static class SizeText
{
    private const string Units = "KMGT";

    public static Parsed<long> Parse(string text, long from, long to)
    {
        string expected = $"a size from {Format(from)} to {Format(to)}, such as 500K, 10M or 2G";
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd(' ');
        int shift = 0;
        if (digits.EndsWith("iB", StringComparison.OrdinalIgnoreCase) && digits.Length > 2)
            digits = digits[..^2];
        else if (digits.EndsWith("B", StringComparison.OrdinalIgnoreCase))
            digits = digits[..^1];
        if (digits.Length > 0 && Units.IndexOf(char.ToUpperInvariant(digits[^1])) is >= 0 and int unit)
        {
            shift = 10 * (unit + 1);
            digits = digits[..^1].TrimEnd(' ');
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count > long.MaxValue >> shift || count << shift < from || count << shift > to)
            return Parsed<long>.NotOneOf(text, expected);
        return Parsed<long>.Good(count << shift);
    }

    /// <summary>The shortest text that means exactly this.</summary>
    public static string Format(long bytes)
    {
        int unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < Units.Length)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + (unit == 0 ? "" : Units[unit - 1].ToString());
    }
}
