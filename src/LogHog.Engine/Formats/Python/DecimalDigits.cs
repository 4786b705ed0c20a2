using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// The decimal digits of a finite double without its sign, as dtoa gives them to Python: correctly rounded (ties to even), without zeros at
/// the end. .NET's own formats round ties away from zero.
/// </summary>
internal readonly ref struct DecimalDigits
{
    private const int MantissaBits = 52;

    private DecimalDigits(ReadOnlySpan<byte> digits, int point)
    {
        Digits = digits;
        Point = point;
    }

    /// <summary>Empty if nothing but zeros is left of the number.</summary>
    public ReadOnlySpan<byte> Digits { get; }

    /// <summary>The decimal point stands behind so many digits; below 0, before so many zeros.</summary>
    public int Point { get; }

    /// <summary>The fewest digits that read back as the same double.</summary>
    public static DecimalDigits Shortest(double number, Scratch scratch)
    {
        if (number == 0)
            return new DecimalDigits("0"u8, 1);
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        text = text[..length];
        int exponent = 0;
        if (text.IndexOf((byte)'E') is >= 0 and var at && Utf8Parser.TryParse(text[(at + 1)..], out exponent, out _))
            text = text[..at];

        int start = scratch.Length;
        int point = text.IndexOf((byte)'.');
        scratch.Write(point < 0 ? text : text[..point]);
        if (point >= 0)
            scratch.Write(text[(point + 1)..]);
        int decimals = point < 0 ? 0 : text.Length - point - 1;
        ReadOnlySpan<byte> digits = scratch.From(start);
        int zeros = digits.IndexOfAnyExcept((byte)'0'); // 0.001
        int places = digits.Length - decimals + exponent;
        return new DecimalDigits(digits[zeros..].TrimEnd((byte)'0'), places - zeros);
    }

    /// <summary>So many digits behind the decimal point.</summary>
    public static DecimalDigits Fixed(double number, int decimals, Scratch scratch)
    {
        if (number == 0)
            return new DecimalDigits("0"u8, 1);
        int exponent = Split(number, out ulong mantissa);
        int start = scratch.Length;
        WriteRounded(mantissa, exponent, decimals, scratch);
        ReadOnlySpan<byte> digits = scratch.From(start);
        return digits.SequenceEqual("0"u8)
            ? new DecimalDigits(default, -decimals)
            : new DecimalDigits(digits.TrimEnd((byte)'0'), digits.Length - decimals);
    }

    /// <summary>So many digits altogether, at least one.</summary>
    public static DecimalDigits Significant(double number, int count, Scratch scratch)
    {
        if (number == 0)
            return new DecimalDigits("0"u8, 1);
        int exponent = Split(number, out ulong mantissa);
        int start = scratch.Length;
        int decimals = count - 1 - (int)Math.Floor(Math.Log10(number));
        while (true)
        {
            WriteRounded(mantissa, exponent, decimals, scratch);
            ReadOnlySpan<byte> digits = scratch.From(start);
            if (digits.Length == count && digits[0] != '0')
                return new DecimalDigits(digits.TrimEnd((byte)'0'), count - decimals);
            // The logarithm may be one off, and rounding may carry into a further digit (9.99 → 10.0).
            decimals += digits.Length > count ? -1 : 1;
            scratch.Cut(start);
        }
    }

    /// <summary>number = mantissa · 2^exponent.</summary>
    private static int Split(double number, out ulong mantissa)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(number);
        int exponent = (int)(bits >> MantissaBits) & 0x7ff;
        mantissa = bits & ((1UL << MantissaBits) - 1);
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1UL << MantissaBits;
        return exponent - 1023 - MantissaBits;
    }

    /// <summary>Writes mantissa · 2^exponent · 10^decimals as a whole number.</summary>
    private static void WriteRounded(ulong mantissa, int exponent, int decimals, Scratch scratch)
    {
        // 2^53 · 10^19 stays below 2^117: times and durations need no more.
        if (decimals is >= 0 and <= 19 && exponent is > -127 and <= 0)
        {
            UInt128 scaled = (UInt128)mantissa * PowerOfTen(decimals);
            UInt128 half = exponent == 0 ? 0 : UInt128.One << (-exponent - 1);
            UInt128 whole = scaled >> -exponent;
            UInt128 rest = scaled - (whole << -exponent);
            if (rest > half || (rest == half && half != 0 && UInt128.IsOddInteger(whole)))
                whole++;
            scratch.WriteNumber(whole);
            return;
        }

        BigInteger numerator = mantissa;
        BigInteger denominator = BigInteger.One;
        numerator *= BigInteger.Pow(10, Math.Max(decimals, 0)) << Math.Max(exponent, 0);
        denominator *= BigInteger.Pow(10, Math.Max(-decimals, 0)) << Math.Max(-exponent, 0);
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        int comparison = (remainder << 1).CompareTo(denominator);
        if (comparison > 0 || (comparison == 0 && !quotient.IsEven))
            quotient++;
        scratch.WriteNumber(quotient);
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
