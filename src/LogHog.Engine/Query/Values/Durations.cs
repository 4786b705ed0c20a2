using System.Buffers;
using System.Globalization;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Durations such as <c>1h5m3.5s</c>, in nanoseconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Ns)[] Units =
    [
        ("ms", 1e6), ("µs", 1e3), ("μs", 1e3), ("us", 1e3), ("ns", 1), ("y", 365 * 86400e9), ("w", 7 * 86400e9), ("d", 86400e9), ("h", 3600e9), ("m", 60e9), ("s", 1e9),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out long ns)
    {
        ns = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            text = text[1..];
        }

        if (text.Length == 0)
        {
            return false;
        }

        double total = 0;
        while (text.Length > 0)
        {
            int digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            text = text[digits..];
            double unitNs = 0;
            foreach ((string unit, double unitLength) in Units)
            {
                if (text.StartsWith(unit, StringComparison.Ordinal))
                {
                    unitNs = unitLength;
                    text = text[unit.Length..];
                    break;
                }
            }

            if (unitNs == 0)
            {
                return false;
            }

            total += number * unitNs;
        }

        if (total >= long.MaxValue)
        {
            return false;
        }

        ns = negative ? -(long)Math.Round(total) : (long)Math.Round(total);
        return true;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.Length is 0 or > 64 || (text[^1] | 0x20) is not ('s' or 'm' or 'h' or 'd' or 'w' or 'y'))
        {
            return false;
        }

        Span<char> chars = stackalloc char[64];
        return Encoding.UTF8.TryGetChars(text, chars, out int length) && TryParse(chars[..length], out ns);
    }

    /// <summary>The shortest form: whole weeks to seconds, then the rest as a fraction of the largest small unit.</summary>
    public static string Format(long ns)
    {
        if (ns == 0)
        {
            return "0";
        }

        var text = new StringBuilder();
        if (ns < 0)
        {
            text.Append('-');
        }

        ulong rest = ns < 0 ? (ulong)-(ns + 1) + 1 : (ulong)ns;
        rest = Take(text, rest, 7UL * 86400 * 1_000_000_000, "w");
        rest = Take(text, rest, 86400UL * 1_000_000_000, "d");
        rest = Take(text, rest, 3600UL * 1_000_000_000, "h");
        rest = Take(text, rest, 60UL * 1_000_000_000, "m");
        if (rest >= 1_000_000_000)
        {
            return text.Append(CultureInfo.InvariantCulture, $"{rest / 1e9:0.#########}s").ToString();
        }

        rest = Take(text, rest, 1_000_000, "ms");
        rest = Take(text, rest, 1_000, "µs");
        Take(text, rest, 1, "ns");
        return text.ToString();
    }

    private static ulong Take(StringBuilder text, ulong rest, ulong unitNs, string unit)
    {
        if (rest >= unitNs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rest / unitNs}{unit}");
        }

        return rest % unitNs;
    }
}
