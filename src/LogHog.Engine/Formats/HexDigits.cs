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
        for (int i = 15; i >= 0; i--, value >>= 4)
            destination[i] = Lower[(int)(value & 15)];
    }

    /// <summary>Reads exactly <paramref name="count"/> lower-case digits that make up the whole text and are not all zero.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, int count, out UInt128 value)
    {
        value = UInt128.Zero;
        if (text.Length != count)
            return false;
        foreach (byte digit in text)
        {
            int nibble = digit is >= (byte)'A' and <= (byte)'F' ? -1 : Value(digit);
            if (nibble < 0)
                return false;
            value = (value << 4) | (uint)nibble;
        }
        return value != UInt128.Zero;
    }
}
