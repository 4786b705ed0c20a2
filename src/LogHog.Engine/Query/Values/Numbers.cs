using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Reads what LogsQL counts as a number: decimals, 0x…, durations (ns), sizes (bytes), and for arithmetic also moments (ns) and IPv4.</summary>
internal static class Numbers
{
    /// <summary>Plain decimal numbers only, such as <c>-12.5</c> or <c>1e9</c>.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > 48 || !(text[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.'))
        {
            return false;
        }

        ReadOnlySpan<byte> digits = text[0] == '+' ? text[1..] : text;
        return Utf8Parser.TryParse(digits, out value, out int used) && used == digits.Length && (digits[^1] | 0x20) is not ('n' or 'f' or 'y');
    }

    /// <summary>Numbers, durations and sizes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParseDecimal(text, out value))
        {
            return true;
        }

        if (text.Length is 0 or > 64 || !(text[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'i' or (byte)'I'))
        {
            return false;
        }

        if (Durations.TryParse(text, out long ns))
        {
            value = ns;
            return true;
        }

        if (ByteSizes.TryParse(text, out long bytes))
        {
            value = bytes;
            return true;
        }

        return TryParseLiteral(text, out value);
    }

    /// <summary>As <see cref="TryParse"/>, and moments and IPv4 addresses too.</summary>
    public static bool TryParseMath(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParse(text, out value))
        {
            return true;
        }

        if (Timestamps.TryParse(text, out long ns))
        {
            value = ns;
            return true;
        }

        if (IPv4.TryParse(text, out uint address))
        {
            value = address;
            return true;
        }

        value = double.NaN;
        return false;
    }

    public static bool TryParseMath(string text, out double value) => TryParseMath(Utf8.Encode(text), out value);

    /// <summary>Unsigned integers as function arguments: decimal, 0x…, 0o…, 0b…, with underscores, sizes, durations, inf.</summary>
    public static bool TryParseUnsigned(string text, out ulong value)
    {
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase) || text.Equals("+inf", StringComparison.OrdinalIgnoreCase))
        {
            value = ulong.MaxValue;
            return true;
        }

        if (TryParseInteger(text, out BigInteger integer))
        {
            value = integer >= 0 && integer <= ulong.MaxValue ? (ulong)integer : 0;
            return integer >= 0 && integer <= ulong.MaxValue;
        }

        if ((ByteSizes.TryParse(text, out long size) || Durations.TryParse(text, out size)) && size >= 0)
        {
            value = (ulong)size;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>The shortest text without an exponent from which the same number comes back.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        if (value == Math.Truncate(value) && Math.Abs(value) < 9.2e18)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : WithoutExponent(text[..e], int.Parse(text.AsSpan(e + 1), CultureInfo.InvariantCulture));
    }

    private static string WithoutExponent(string mantissa, int exponent)
    {
        string sign = mantissa.StartsWith('-') ? "-" : "";
        string[] parts = mantissa.TrimStart('-').Split('.');
        string digits = string.Concat(parts);
        int point = parts[0].Length + exponent;
        return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}"
            : point >= digits.Length ? sign + digits.PadRight(point, '0')
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }

    private static bool TryParseLiteral(ReadOnlySpan<byte> bytes, out double value)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (TryParseInteger(text, out BigInteger integer))
        {
            value = (double)integer;
            return true;
        }

        bool negative = text.StartsWith('-');
        if (text.TrimStart('+', '-').Equals("inf", StringComparison.OrdinalIgnoreCase) || text.TrimStart('+', '-').Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = 0;
        return text.Contains('_', StringComparison.Ordinal) && TryParseDecimal(Utf8.Encode(text.Replace("_", "", StringComparison.Ordinal)), out value);
    }

    private static bool TryParseInteger(string text, out BigInteger value)
    {
        value = default;
        string digits = text.TrimStart('+', '-').Replace("_", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 64 || text.Length - text.TrimStart('+', '-').Length > 1)
        {
            return false;
        }

        int radix = digits.Length > 2 && digits[0] == '0' ? char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, 'o' => 8, _ => 10 } : 10;
        foreach (char c in radix == 10 ? digits : digits[2..])
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        value = text[0] == '-' ? -value : value;
        return true;
    }
}
