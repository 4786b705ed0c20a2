namespace LogHog.Engine.Formats;

/// <summary>
/// The characters that never stand raw in a file: C0 but the tab, DEL, C1, the line and paragraph separators U+2028/9,
/// the bidi controls U+061C, U+200E/F, U+202A–E, U+2066–9 (CVE-2021-42574), and lone surrogates (no UTF-8 reader takes them).
/// </summary>
internal static class UnsafeCharacter
{
    /// <summary>Bytes with which an unsafe character may begin. What holds none of them is safe as it stands.</summary>
    public static ReadOnlySpan<byte> LeadBytes =>
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, (byte)'\n', 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
        0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
        0x7f, 0xc2, 0xd8, 0xe2, 0xed,
    ];

    /// <summary>The bytes that the unsafe character at the start of the text takes; 0 = the first character is safe.</summary>
    public static int LengthAtStart(ReadOnlySpan<byte> text, out int codePoint)
    {
        byte first = text[0];
        codePoint = first;
        if (first < 0x80)
            return (first < 0x20 && first != '\t') || first == 0x7f ? 1 : 0;
        if (text.Length < 2)
            return 0;
        byte second = text[1];
        if (first == 0xc2)
        {
            codePoint = second;
            return second is >= 0x80 and <= 0x9f ? 2 : 0;
        }
        if (first == 0xd8)
        {
            codePoint = 0x061c;
            return second == 0x9c ? 2 : 0;
        }
        return text.Length >= 3 && first is 0xe2 or 0xed ? ThreeBytes(first, second, text[2], out codePoint) : 0;
    }

    /// <summary>Is the character at the start one of Unicode's spaces beyond ASCII (which tools split names at)? Its bytes, or 0.</summary>
    public static int SpaceLengthAtStart(ReadOnlySpan<byte> text, out int codePoint)
    {
        codePoint = 0;
        if (text is [0xc2, 0xa0, ..])
        {
            codePoint = 0xa0;
            return 2;
        }
        if (text.Length < 3 || text[0] is < 0xe1 or > 0xe3)
            return 0;
        codePoint = CodePoint(text[0], text[1], text[2]);
        return codePoint is 0x1680 or (>= 0x2000 and <= 0x200a) or 0x202f or 0x205f or 0x3000 ? 3 : 0;
    }

    private static int ThreeBytes(byte first, byte second, byte third, out int codePoint)
    {
        codePoint = CodePoint(first, second, third);
        bool isUnsafe = (third & 0xc0) == 0x80 && (first == 0xed
            ? second is >= 0xa0 and <= 0xbf
            : second is 0x80 or 0x81
                && codePoint is 0x200e or 0x200f or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069));
        return isUnsafe ? 3 : 0;
    }

    private static int CodePoint(byte first, byte second, byte third) =>
        ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
}
