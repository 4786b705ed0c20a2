using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Integers and floats of a pickle, and how Python's <c>repr()</c> spells them.</summary>
internal static class NumberText
{
    // 4300 digits, beyond which Python refuses to spell an integer in decimal; it and we have hexadecimal for those.
    private const int DecimalBytesMax = 1785;

    // A large integer, its decimal digits as a string and as bytes: what comes of a byte on the way.
    private const int AllocatedPerByte = 24;

    // As Python's repr: from 1e16 on, and below 1e-4, with an exponent.
    private const int ExponentMax = 16;
    private const int ExponentMin = -4;

    /// <summary>The number, if 64 bits hold it.</summary>
    public static bool TryGetInteger(ReadOnlySpan<byte> pickle, int position, out long number)
    {
        switch (pickle[position])
        {
            case PickleOpcode.BinInt1:
                number = pickle[position + 1];
                return true;
            case PickleOpcode.BinInt2:
                number = BinaryPrimitives.ReadUInt16LittleEndian(pickle[(position + 1)..]);
                return true;
            case PickleOpcode.BinInt:
                number = BinaryPrimitives.ReadInt32LittleEndian(pickle[(position + 1)..]);
                return true;
            case PickleOpcode.Long1 or PickleOpcode.Long4:
                return TryGetLong(PickleArgument.Content(pickle, position), out number);
            default:
                ReadOnlySpan<byte> digits = PickleText.Digits(PickleArgument.Content(pickle, position));
                return Utf8Parser.TryParse(digits, out number, out int read) && read == digits.Length;
        }
    }

    public static double Float(ReadOnlySpan<byte> pickle, int position)
    {
        if (pickle[position] == PickleOpcode.BinFloat)
            return BinaryPrimitives.ReadDoubleBigEndian(pickle[(position + 1)..]);
        PickleText.TryReadFloat(PickleArgument.Content(pickle, position), out double number);
        return number;
    }

    /// <summary>Any integer in decimal; a huge one in hexadecimal.</summary>
    public static void WriteInteger(RenderBuffer output, ReadOnlySpan<byte> pickle, int position)
    {
        if (TryGetInteger(pickle, position, out long number))
        {
            WriteInteger(output, number);
            return;
        }
        ReadOnlySpan<byte> argument = PickleArgument.Content(pickle, position);
        if (pickle[position] is PickleOpcode.Int or PickleOpcode.Long)
            WriteDigits(output, PickleText.Digits(argument));
        else if (argument.Length > DecimalBytesMax)
            WriteHex(output, argument);
        else if (output.TrySpend((long)argument.Length * AllocatedPerByte))
            output.Write(Encoding.ASCII.GetBytes(new BigInteger(argument).ToString(CultureInfo.InvariantCulture)));
    }

    public static void WriteInteger(RenderBuffer output, long number)
    {
        const int digitsMax = 20;
        Span<byte> room = output.Reserve(digitsMax);
        if (!room.IsEmpty && Utf8Formatter.TryFormat(number, room, out int written))
            output.Commit(written);
    }

    /// <summary>The integer for arithmetic; of a huge one only as many bytes as have a decimal.</summary>
    public static bool TryGetBigInteger(ReadOnlySpan<byte> pickle, int position, out BigInteger number)
    {
        ReadOnlySpan<byte> argument = PickleArgument.Content(pickle, position);
        number = BigInteger.Zero;
        if (TryGetInteger(pickle, position, out long small))
        {
            number = small;
            return true;
        }
        if (argument.Length > DecimalBytesMax)
            return false;
        if (pickle[position] is not (PickleOpcode.Int or PickleOpcode.Long))
            number = new BigInteger(argument);
        else
            number = BigInteger.Parse(Encoding.ASCII.GetString(PickleText.Digits(argument)), CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>The shortest digits that are this number and no other, as Python lays them out: <c>0.1</c>, <c>1e+16</c>, <c>inf</c>.</summary>
    public static void WriteFloat(RenderBuffer output, double number)
    {
        // Sign, 17 digits, point, and up to ExponentMax zeros or an exponent.
        const int bytesMax = 48;
        Span<byte> room = output.Reserve(bytesMax);
        if (!room.IsEmpty)
            output.Commit(FormatFloat(number, room));
    }

    /// <inheritdoc cref="WriteFloat"/>
    /// <returns>Bytes written, 48 at most.</returns>
    public static int FormatFloat(double number, Span<byte> output)
    {
        if (!double.IsFinite(number))
        {
            ReadOnlySpan<byte> name = double.IsNaN(number) ? "nan"u8 : number > 0 ? "inf"u8 : "-inf"u8;
            name.CopyTo(output);
            return name.Length;
        }
        int usual = ShortestDecimal.Write(number, output);
        if (usual > 0)
            return usual;
        Span<byte> digits = stackalloc byte[20];
        int count = ShortestDigits(number, digits, out int exponent);
        int written = 0;
        if (double.IsNegative(number))
            output[written++] = (byte)'-';
        return written + LayOut(digits[..count], exponent, output[written..]);
    }

    // .NET gives the shortest digits as d.dddE+xxx or plainly with a point, depending on size; both are taken apart.
    /// <summary>Digits without leading or trailing zeros (at least one), and the power of ten of the first.</summary>
    private static int ShortestDigits(double number, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        int count = 0;
        int point = -1;
        int shift = 0;
        int zeros = 0;
        for (int i = 0; i < length; i++)
        {
            byte value = text[i];
            if (value == (byte)'.')
            {
                point = count;
            }
            else if (value == (byte)'E')
            {
                _ = Utf8Parser.TryParse(text[(text[i + 1] == (byte)'+' ? i + 2 : i + 1)..length], out shift, out _);
                break;
            }
            else if (value != (byte)'-')
            {
                // Zeros before the first digit only move the point.
                if (count == 0 && value == (byte)'0')
                    zeros += point == 0 ? 1 : 0;
                else
                    digits[count++] = value;
            }
        }
        exponent = shift + (point < 0 ? count : point) - zeros - 1;
        while (count > 1 && digits[count - 1] == (byte)'0')
            count--;
        if (count > 0)
            return count;
        digits[0] = (byte)'0';
        exponent = 0;
        return 1;
    }

    private static int LayOut(ReadOnlySpan<byte> digits, int exponent, Span<byte> output)
    {
        int written = 0;
        if (exponent is < ExponentMin or >= ExponentMax)
        {
            output[written++] = digits[0];
            if (digits.Length > 1)
            {
                output[written++] = (byte)'.';
                digits[1..].CopyTo(output[written..]);
                written += digits.Length - 1;
            }
            output[written++] = (byte)'e';
            output[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
            Utf8Formatter.TryFormat(Math.Abs(exponent), output[written..], out int length, new System.Buffers.StandardFormat('D', 2));
            return written + length;
        }
        for (int place = Math.Max(exponent, 0); place >= Math.Min(exponent - digits.Length + 1, -1); place--)
        {
            if (place == -1)
                output[written++] = (byte)'.';
            int index = exponent - place;
            output[written++] = index >= 0 && index < digits.Length ? digits[index] : (byte)'0';
        }
        return written;
    }

    private static bool TryGetLong(ReadOnlySpan<byte> littleEndian, out long number)
    {
        number = 0;
        if (littleEndian.Length > sizeof(long))
            return false;
        for (int i = littleEndian.Length - 1; i >= 0; i--)
            number = (number << 8) | littleEndian[i];
        int unused = 64 - (littleEndian.Length * 8);
        number = littleEndian.IsEmpty ? 0 : number << unused >> unused;
        return true;
    }

    private static void WriteDigits(RenderBuffer output, ReadOnlySpan<byte> digits)
    {
        bool isNegative = digits[0] == (byte)'-';
        digits = digits.TrimStart("+-"u8).TrimStart((byte)'0');
        output.Write(isNegative && !digits.IsEmpty ? "-"u8 : ""u8);
        output.Write(digits.IsEmpty ? "0"u8 : digits);
    }

    private static void WriteHex(RenderBuffer output, ReadOnlySpan<byte> littleEndian)
    {
        bool isNegative = (littleEndian[^1] & 0x80) != 0;
        output.Write(isNegative ? "-0x"u8 : "0x"u8);
        // The complement of a negative number, with the carry of one.
        int lowest = littleEndian.IndexOfAnyExcept((byte)0);
        bool hasBegun = false;
        for (int i = littleEndian.Length - 1; i >= 0 && !output.IsFull; i--)
        {
            int value = !isNegative || i < lowest ? littleEndian[i] : i == lowest ? 256 - littleEndian[i] : 255 - littleEndian[i];
            if (hasBegun || value > 15)
                output.Write("0123456789abcdef"u8[(value >> 4) & 15]);
            if (hasBegun || value > 0)
                output.Write("0123456789abcdef"u8[value & 15]);
            hasBegun |= value > 0;
        }
    }
}
