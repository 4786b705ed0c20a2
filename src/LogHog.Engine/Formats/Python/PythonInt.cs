using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace LogHog.Engine.Formats.Python;

/// <summary>Digits of an int in another base, of any size.</summary>
internal static class PythonInt
{
    private const int CodePointMax = 0x10ffff;

    /// <summary>Writes the digits of a number in base 2, 8, 10 or 16.</summary>
    /// <param name="scratch">Where to.</param>
    /// <param name="digits">Decimal digits without a sign.</param>
    /// <param name="type"><c>b</c>, <c>o</c>, <c>x</c>, <c>X</c>; any other: decimal.</param>
    public static void WriteDigits(Scratch scratch, ReadOnlySpan<byte> digits, byte type)
    {
        int bits = type switch { (byte)'b' => 1, (byte)'o' => 3, (byte)'x' or (byte)'X' => 4, _ => 0 };
        if (bits == 0)
        {
            scratch.Write(digits);
            return;
        }

        int start = scratch.Length;
        if (Utf8Parser.TryParse(digits, out ulong small, out int read) && read == digits.Length)
        {
            do
            {
                WriteDigit(scratch, (int)(small & ((1UL << bits) - 1)), type);
                small >>= bits;
            }
            while (small != 0);
        }
        else
        {
            BigInteger large = BigInteger.Parse(Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture);
            for (; !large.IsZero; large >>= bits)
                WriteDigit(scratch, (int)(large & ((1 << bits) - 1)), type);
        }

        scratch.From(start).Reverse();
    }

    /// <summary><c>int(number)</c> of a finite float, without its sign.</summary>
    public static void WriteTruncated(Scratch scratch, double number)
    {
        number = Math.Truncate(Math.Abs(number));
        if (number < ulong.MaxValue)
            scratch.WriteNumber((UInt128)number);
        else
            scratch.WriteNumber(new BigInteger(number));
    }

    /// <summary>What <c>chr()</c> takes.</summary>
    public static bool TryReadCodePoint(ReadOnlySpan<byte> digits, out int codePoint) =>
        Utf8Parser.TryParse(digits, out codePoint, out int read) && read == digits.Length && codePoint <= CodePointMax;

    private static void WriteDigit(Scratch scratch, int digit, byte type)
    {
        byte lower = HexDigits.Lower[digit];
        scratch.Write(type == 'X' && digit > 9 ? (byte)(lower - 0x20) : lower);
    }
}
