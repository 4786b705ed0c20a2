namespace LogHog.Engine.Formats.Python;

/// <summary>Floats as <c>PyOS_double_to_string</c> writes them: all that <c>%</c>, <c>format()</c> and <c>repr()</c> do with a float.</summary>
internal static class PythonFloat
{
    /// <summary>Shortest digits that read back; no type of Python's own.</summary>
    public const byte ReprType = (byte)'r';

    /// <summary><c>repr(number)</c>.</summary>
    public static void WriteRepr(Scratch scratch, double number)
    {
        if (double.IsNegative(number) && !double.IsNaN(number))
            scratch.Write((byte)'-');
        WriteUnsigned(scratch, number, ReprType, 0, isAlternate: false, addsPointZero: true);
    }

    /// <summary>Writes the number without its sign.</summary>
    /// <param name="scratch">Where to.</param>
    /// <param name="number">The number.</param>
    /// <param name="type"><c>e</c>, <c>f</c>, <c>g</c> in either case, or <see cref="ReprType"/>.</param>
    /// <param name="precision">What the type makes of it.</param>
    /// <param name="isAlternate"><c>#</c>: keeps the point, and with <c>g</c> the zeros.</param>
    /// <param name="addsPointZero">A whole number ends with <c>.0</c>.</param>
    public static void WriteUnsigned(Scratch scratch, double number, byte type, int precision, bool isAlternate, bool addsPointZero)
    {
        bool isUpper = type is >= (byte)'A' and <= (byte)'Z';
        if (!double.IsFinite(number))
        {
            scratch.Write(double.IsNaN(number) ? isUpper ? "NAN"u8 : "nan"u8 : isUpper ? "INF"u8 : "inf"u8);
            return;
        }

        byte lower = (byte)(type | 0x20);
        if (lower == 'g' && precision == 0)
            precision = 1;
        int start = scratch.Length;
        number = Math.Abs(number);
        DecimalDigits digits = lower switch
        {
            (byte)'e' => DecimalDigits.Significant(number, precision + 1, scratch),
            (byte)'f' => DecimalDigits.Fixed(number, precision, scratch),
            (byte)'g' => DecimalDigits.Significant(number, precision, scratch),
            _ => DecimalDigits.Shortest(number, scratch),
        };
        bool hasExponent = lower switch
        {
            (byte)'e' => true,
            (byte)'f' => false,
            (byte)'g' => digits.Point <= -4 || digits.Point > precision - (addsPointZero ? 1 : 0),
            _ => digits.Point is <= -4 or > 16,
        };
        int end = lower switch
        {
            (byte)'e' => precision + 1,
            (byte)'f' => digits.Point + precision,
            (byte)'g' when isAlternate => precision,
            _ => digits.Digits.Length,
        };
        int digitsEnd = scratch.Length;
        WriteDigits(scratch, digits.Digits, digits.Point, end, hasExponent, isAlternate, addsPointZero);
        if (hasExponent)
            WriteExponent(scratch, digits.Point - 1, isUpper);
        scratch.Remove(start, digitsEnd - start);
    }

    // format_float_short of CPython's pystrtod.c.
    private static void WriteDigits(Scratch scratch, ReadOnlySpan<byte> digits, int point, int end, bool hasExponent, bool isAlternate, bool addsPointZero)
    {
        if (hasExponent)
            point = 1;
        int last = !hasExponent && addsPointZero ? end > point ? end : point + 1 : Math.Max(end, point);
        if (point <= 0)
        {
            scratch.Write("0."u8);
            scratch.Repeat((byte)'0', -point);
        }

        if (point > 0 && point <= digits.Length)
        {
            scratch.Write(digits[..point]);
            scratch.Write((byte)'.');
            scratch.Write(digits[point..]);
        }
        else
        {
            scratch.Write(digits);
        }

        if (digits.Length < point)
        {
            scratch.Repeat((byte)'0', point - digits.Length);
            scratch.Write((byte)'.');
            scratch.Repeat((byte)'0', last - point);
        }
        else
        {
            scratch.Repeat((byte)'0', last - digits.Length);
        }

        if (!isAlternate && scratch.From(0)[^1] == '.')
            scratch.Cut(scratch.Length - 1);
    }

    private static void WriteExponent(Scratch scratch, int exponent, bool isUpper)
    {
        scratch.Write((byte)(isUpper ? 'E' : 'e'));
        scratch.Write((byte)(exponent < 0 ? '-' : '+'));
        exponent = Math.Abs(exponent);
        if (exponent < 10)
            scratch.Write((byte)'0');
        scratch.WriteNumber((UInt128)exponent);
    }
}
