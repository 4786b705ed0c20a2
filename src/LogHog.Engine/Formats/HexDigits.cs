using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace LogHog.Engine.Formats;

/// <summary>Lower-case hexadecimal digits, as escapes and trace ids are written.</summary>
internal static class HexDigits
{
    public static ReadOnlySpan<byte> Lower => "0123456789abcdef"u8;

    /// <summary>The value of a digit of either case; -1 = no digit.</summary>
    public static int Value(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>Writes <c>uHHHH</c>; the backslash before it is the caller's.</summary>
    public static void WriteUnicodeEscape(Span<byte> destination, int codePoint)
    {
        destination[4] = Lower[codePoint & 15];
        destination[3] = Lower[(codePoint >> 4) & 15];
        destination[2] = Lower[(codePoint >> 8) & 15];
        destination[1] = Lower[(codePoint >> 12) & 15];
        destination[0] = (byte)'u';
    }

    /// <summary>Writes 32 digits, most significant first.</summary>
    public static void Write(Span<byte> destination, UInt128 value)
    {
        Write(destination, (ulong)(value >> 64));
        Write(destination[16..], (ulong)value);
    }

    /// <summary>Writes 16 digits, most significant first.</summary>
    public static void Write(Span<byte> destination, ulong value)
    {
        Vector128<ushort> bytes = Vector128.WidenLower(Vector128.CreateScalar(BinaryPrimitives.ReverseEndianness(value)).AsByte());
        Vector128<byte> nibbles = (Vector128.ShiftRightLogical(bytes, 4) | Vector128.ShiftLeft(bytes & Vector128.Create((ushort)15), 8)).AsByte();
        Vector128<byte> letters = Vector128.GreaterThan(nibbles, Vector128.Create((byte)9)) & Vector128.Create((byte)('a' - '0' - 10));
        (nibbles + Vector128.Create((byte)'0') + letters).CopyTo(destination);
    }

    /// <summary>Reads exactly 32 lower-case digits that make up the whole text and are not all zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out UInt128 value)
    {
        value = UInt128.Zero;
        if (text.Length != 32 || !TryReadSixteen(text, out ulong upper) || !TryReadSixteen(text[16..], out ulong lower))
            return false;
        value = new UInt128(upper, lower);
        return value != UInt128.Zero;
    }

    /// <summary>Reads exactly 16 of them.</summary>
    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out UInt128)"/>
    public static bool TryRead(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        return text.Length == 16 && TryReadSixteen(text, out value) && value != 0;
    }

    private static bool TryReadSixteen(ReadOnlySpan<byte> text, out ulong value)
    {
        Vector128<byte> digits = Vector128.Create(text);
        Vector128<byte> numbers = digits - Vector128.Create((byte)'0');
        Vector128<byte> letters = digits - Vector128.Create((byte)'a');
        Vector128<byte> isNumber = Vector128.LessThanOrEqual(numbers, Vector128.Create((byte)9));
        Vector128<byte> isLetter = Vector128.LessThanOrEqual(letters, Vector128.Create((byte)5));
        Vector128<ushort> nibbles = Vector128.ConditionalSelect(isNumber, numbers, letters + Vector128.Create((byte)10)).AsUInt16();
        Vector128<ushort> bytes = (Vector128.ShiftLeft(nibbles, 4) | Vector128.ShiftRightLogical(nibbles, 8)) & Vector128.Create((ushort)0xFF);
        value = BinaryPrimitives.ReverseEndianness(Vector128.Narrow(bytes, bytes).AsUInt64().ToScalar());
        return (isNumber | isLetter) == Vector128<byte>.AllBitsSet;
    }
}
