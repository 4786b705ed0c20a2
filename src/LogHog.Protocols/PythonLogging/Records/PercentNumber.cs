using System.Globalization;
using System.Numerics;
using System.Text;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>Numbers of <c>%d %i %u %o %x %X %e %E %f %F %g %G</c>, rounded as C's printf: exactly, and halves to even.</summary>
internal static class PercentNumber
{
    private const int DefaultPrecision = 6;

    private const int SmallBytes = 128;
    private const int DigitsOfAnyDouble = 20;

    // Large integers and strings on the way to a digit.
    private const int AllocatedPerDigit = 16;

    // A double has no more digits than these behind its point; the rest are zeros.
    private const int DecimalsMax = 1_100;

    public static void WriteInteger(RenderBuffer output, PercentSpec spec, BigInteger number)
    {
        int start = output.Length;
        // The digits, as a string and as bytes; in binary for octal ones.
        if (!output.TrySpend(SmallBytes + ((number.GetBitLength() + 7) * AllocatedPerDigit / 2)))
            return;
        BigInteger size = BigInteger.Abs(number);
        string digits = spec.Conversion switch
        {
            (byte)'x' => Hex(size),
            (byte)'X' => Hex(size).ToUpperInvariant(),
            (byte)'o' => Octal(size),
            _ => size.ToString(CultureInfo.InvariantCulture),
        };
        output.Insert(start, spec.Precision - digits.Length, (byte)'0');
        output.Write(Encoding.ASCII.GetBytes(digits));
        ReadOnlySpan<byte> prefix = !spec.IsAlternate ? [] : spec.Conversion switch
        {
            (byte)'x' => "0x"u8,
            (byte)'X' => "0X"u8,
            (byte)'o' => "0o"u8,
            _ => [],
        };
        spec.FinishNumber(output, start, number.Sign < 0, prefix);
    }

    public static void WriteFloat(RenderBuffer output, PercentSpec spec, double number)
    {
        int start = output.Length;
        int precision = spec.Precision < 0 ? DefaultPrecision : spec.Precision;
        // Digits are computed first and may be cut then: they count all the same.
        int digits = precision + (number is 0 || !double.IsFinite(number) ? 0 : Math.Abs(Math.ILogB(number) / 3)) + DigitsOfAnyDouble;
        output.Charge(precision);
        if (output.IsFull || !output.TrySpend((long)digits * AllocatedPerDigit))
            return;
        bool isUpper = spec.Conversion is (byte)'E' or (byte)'F' or (byte)'G';
        string text = double.IsNaN(number) ? "nan"
            : double.IsInfinity(number) ? "inf"
            : (spec.Conversion | 0x20) switch
            {
                'e' => Scientific(Math.Abs(number), precision, spec.IsAlternate),
                'f' => Fixed(Math.Abs(number), precision, spec.IsAlternate),
                _ => General(Math.Abs(number), Math.Max(precision, 1), spec.IsAlternate),
            };
        output.Write(Encoding.ASCII.GetBytes(isUpper ? text.ToUpperInvariant() : text));
        spec.FinishNumber(output, start, double.IsNegative(number) && !double.IsNaN(number), []);
    }

    private static string Hex(BigInteger size)
    {
        string hex = size.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return hex.Length == 0 ? "0" : hex;
    }

    private static string Octal(BigInteger size)
    {
        if (size.IsZero)
            return "0";
        // Three bits a digit, from the binary digits.
        string bits = size.ToString("b", CultureInfo.InvariantCulture).TrimStart('0');
        bits = bits.PadLeft((bits.Length + 2) / 3 * 3, '0');
        var digits = new char[bits.Length / 3];
        for (int i = 0; i < digits.Length; i++)
            digits[i] = (char)('0' + ((bits[3 * i] - '0') * 4) + ((bits[(3 * i) + 1] - '0') * 2) + bits[(3 * i) + 2] - '0');
        return new string(digits);
    }

    private static string Fixed(double size, int precision, bool keepsPoint)
    {
        int decimals = Math.Min(precision, DecimalsMax);
        string digits = Scaled(size, decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string whole = digits[..^decimals];
        string fraction = digits[^decimals..].PadRight(precision, '0');
        return fraction.Length > 0 || keepsPoint ? $"{whole}.{fraction}" : whole;
    }

    private static string Scientific(double size, int precision, bool keepsPoint)
    {
        string digits = Significant(size, Math.Min(precision, DecimalsMax) + 1, out int exponent);
        string fraction = digits[1..].PadRight(precision, '0');
        string point = fraction.Length > 0 || keepsPoint ? "." : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{point}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string General(double size, int precision, bool keepsZeros)
    {
        string digits = Significant(size, Math.Min(precision, DecimalsMax), out int exponent);
        string text = exponent < -4 || exponent >= precision
            ? Scientific(size, precision - 1, keepsZeros)
            : Fixed(size, precision - 1 - exponent, keepsZeros);
        if (keepsZeros || !text.Contains('.', StringComparison.Ordinal))
            return text;
        int end = text.IndexOf('e', StringComparison.Ordinal);
        string mantissa = (end < 0 ? text : text[..end]).TrimEnd('0').TrimEnd('.');
        return end < 0 ? mantissa : mantissa + text[end..];
    }

    /// <summary>So many significant digits, and the power of ten of the first.</summary>
    private static string Significant(double size, int count, out int exponent)
    {
        exponent = 0;
        if (size == 0)
            return new string('0', count);
        exponent = (int)Math.Floor(Math.Log10(size));
        while (true)
        {
            string digits = Scaled(size, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count)
                return digits;
            // The logarithm was a little off, or rounding gave one more digit.
            exponent += digits.Length > count ? 1 : -1;
        }
    }

    /// <summary>The number times ten to some power, as an integer: exact, a half goes to the even one.</summary>
    private static BigInteger Scaled(double size, int power)
    {
        long bits = BitConverter.DoubleToInt64Bits(size);
        int exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger top = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int shift = Math.Max(exponent, 1) - 1075;
        BigInteger bottom = BigInteger.One;
        if (shift > 0)
            top <<= shift;
        else
            bottom <<= -shift;
        if (power > 0)
            top *= BigInteger.Pow(10, power);
        else
            bottom *= BigInteger.Pow(10, -power);
        BigInteger whole = BigInteger.DivRem(top, bottom, out BigInteger rest);
        int half = (rest * 2).CompareTo(bottom);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }
}
