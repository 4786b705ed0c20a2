using System.Buffers.Text;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>The lines of text that protocol 0 spells numbers and strings with.</summary>
internal static class PickleText
{
    // Python reads no integer of more than 4300 digits; a sign and an L.
    private const int NumberBytesMax = 4302;

    /// <summary>Could Python read this line as what its opcode says?</summary>
    public static bool IsSound(byte opcode, ReadOnlySpan<byte> line) => opcode switch
    {
        PickleOpcode.Int or PickleOpcode.Long => line.Length <= NumberBytesMax && IsInteger(Digits(line)),
        PickleOpcode.Float => line.Length <= NumberBytesMax && TryReadFloat(line, out _),
        PickleOpcode.String => IsQuoted(line),
        _ => IsRawUnicode(line),
    };

    /// <summary>The number without the L that Python 2 wrote behind it.</summary>
    public static ReadOnlySpan<byte> Digits(ReadOnlySpan<byte> line) => line.Length > 1 && line[^1] == (byte)'L' ? line[..^1] : line;

    public static bool TryReadFloat(ReadOnlySpan<byte> line, out double number)
    {
        ReadOnlySpan<byte> unsigned = line.Length > 0 && line[0] is (byte)'+' or (byte)'-' ? line[1..] : line;
        number = unsigned.SequenceEqual("inf"u8) ? double.PositiveInfinity : double.NaN;
        if (unsigned.SequenceEqual("inf"u8) || unsigned.SequenceEqual("nan"u8))
        {
            number = line[0] == (byte)'-' ? -number : number;
            return true;
        }
        return Utf8Parser.TryParse(line, out number, out int read) && read == line.Length && double.IsFinite(number);
    }

    /// <summary>Resolves the escapes of a quoted line, as Python's <c>codecs.escape_decode</c>.</summary>
    /// <param name="line">With its quotes.</param>
    /// <param name="output">As long as the line.</param>
    /// <returns>Bytes written.</returns>
    public static int Unquote(ReadOnlySpan<byte> line, Span<byte> output)
    {
        ReadOnlySpan<byte> text = line[1..^1];
        int written = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != (byte)'\\' || text.Length == 1)
            {
                output[written++] = text[0];
                text = text[1..];
                continue;
            }
            int length = ReadEscape(text, out int value);
            if (length == 0)
            {
                // Python keeps what it does not know.
                output[written++] = text[0];
                output[written++] = text[1];
                length = 2;
            }
            else
            {
                output[written++] = (byte)value;
            }
            text = text[length..];
        }
        return written;
    }

    /// <summary>
    /// Resolves <c>\uXXXX</c> and <c>\UXXXXXXXX</c> in a line of Latin-1, as Python's codec raw-unicode-escape. Two halves of a pair
    /// become one character.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="output">Twice as long as the line.</param>
    /// <returns>Bytes of WTF-8 written.</returns>
    public static int ReadRawUnicode(ReadOnlySpan<byte> line, Span<byte> output)
    {
        int written = 0;
        int high = 0;
        bool isLiteral = false;
        while (!line.IsEmpty)
        {
            int length = ReadRawCharacter(line, ref isLiteral, out int codePoint);
            line = line[length..];
            if (high != 0 && codePoint is >= 0xDC00 and <= 0xDFFF)
            {
                written -= 3;
                codePoint = 0x10000 + ((high & 0x3FF) << 10) + (codePoint & 0x3FF);
            }
            high = codePoint is >= 0xD800 and <= 0xDBFF ? codePoint : 0;
            written += Json.Wtf8.Write(codePoint, output[written..]);
        }
        return written;
    }

    private static bool IsInteger(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > 0 && digits[0] is (byte)'+' or (byte)'-')
            digits = digits[1..];
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsQuoted(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[0] is not ((byte)'\'' or (byte)'"') || line[^1] != line[0])
            return false;
        ReadOnlySpan<byte> text = line[1..^1];
        for (int escape; (escape = text.IndexOf((byte)'\\')) >= 0;)
        {
            text = text[escape..];
            if (text.Length == 1)
                return false;
            int length = ReadEscape(text, out _);
            if (length == 0 && text[1] == (byte)'x')
                return false;
            text = text[Math.Max(length, 2)..];
        }
        return true;
    }

    private static bool IsRawUnicode(ReadOnlySpan<byte> line)
    {
        bool isLiteral = false;
        while (!line.IsEmpty)
        {
            int length = ReadRawCharacter(line, ref isLiteral, out _);
            if (length < 0)
                return false;
            line = line[length..];
        }
        return true;
    }

    /// <summary>One character. A backslash that begins no escape makes the character behind it literal, which may be a backslash.</summary>
    /// <returns>Bytes read; -1 = an escape without its digits.</returns>
    private static int ReadRawCharacter(ReadOnlySpan<byte> line, ref bool isLiteral, out int codePoint)
    {
        codePoint = line[0];
        bool isEscape = !isLiteral && line[0] == (byte)'\\' && line.Length > 1 && line[1] is (byte)'u' or (byte)'U';
        isLiteral = !isLiteral && !isEscape && line[0] == (byte)'\\';
        if (!isEscape)
            return 1;
        int digits = line[1] == (byte)'u' ? 4 : 8;
        if (line.Length < digits + 2 || !Utf8Parser.TryParse(line.Slice(2, digits), out uint number, out int read, 'x')
            || read != digits || number > 0x10FFFF)
            return -1;
        codePoint = (int)number;
        return digits + 2;
    }

    /// <returns>Bytes of the escape; 0 = Python knows none like it.</returns>
    private static int ReadEscape(ReadOnlySpan<byte> text, out int value)
    {
        value = text[1] switch
        {
            (byte)'\\' or (byte)'\'' or (byte)'"' => text[1],
            (byte)'a' => 7,
            (byte)'b' => 8,
            (byte)'t' => 9,
            (byte)'n' => 10,
            (byte)'v' => 11,
            (byte)'f' => 12,
            (byte)'r' => 13,
            _ => -2,
        };
        if (value >= 0)
            return 2;
        if (text[1] == (byte)'x')
        {
            bool isHex = text.Length >= 4 && Utf8Parser.TryParse(text.Slice(2, 2), out byte number, out int read, 'x') && read == 2
                && (value = number) >= 0;
            return isHex ? 4 : 0;
        }
        int digits = 0;
        value = 0;
        while (digits < 3 && 1 + digits < text.Length && text[1 + digits] is >= (byte)'0' and <= (byte)'7')
            value = (value * 8) + text[1 + digits++] - '0';
        return digits == 0 ? 0 : 1 + digits;
    }
}
