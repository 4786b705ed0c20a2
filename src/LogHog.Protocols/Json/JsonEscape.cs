namespace LogHog.Protocols.Json;

/// <summary>One escape of a JSON string (RFC 8259 §7), as UTF-8.</summary>
internal static class JsonEscape
{
    private const int UnicodeBytes = 6;

    /// <summary>Reads the escape at the start of <paramref name="input"/>.</summary>
    /// <remarks>Two <c>\u</c> escapes that are a surrogate pair are read together; a surrogate that stands alone becomes its
    /// three-byte encoding (WTF-8), which is also what Python 2 signs.</remarks>
    /// <param name="input">Starts with the backslash.</param>
    /// <param name="output">Room for as many bytes as are consumed.</param>
    /// <param name="consumed">Bytes of the escape.</param>
    /// <param name="produced">Bytes written.</param>
    public static bool TryRead(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        consumed = 2;
        produced = 1;
        if (input.Length < 2 || input[0] != (byte)'\\')
            return false;
        switch (input[1])
        {
            case (byte)'"':
            case (byte)'\\':
            case (byte)'/':
                output[0] = input[1];
                return true;
            case (byte)'n':
                output[0] = (byte)'\n';
                return true;
            case (byte)'t':
                output[0] = (byte)'\t';
                return true;
            case (byte)'r':
                output[0] = (byte)'\r';
                return true;
            case (byte)'b':
                output[0] = (byte)'\b';
                return true;
            case (byte)'f':
                output[0] = (byte)'\f';
                return true;
            case (byte)'u':
                return TryReadUnicode(input, output, out consumed, out produced);
            default:
                return false;
        }
    }

    private static bool TryReadUnicode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        consumed = UnicodeBytes;
        produced = 0;
        int unit = ReadUnit(input);
        if (unit < 0)
            return false;
        if ((unit & 0xFC00) == 0xD800)
        {
            int low = ReadUnit(input[UnicodeBytes..]);
            if (low >= 0 && (low & 0xFC00) == 0xDC00)
            {
                consumed = 2 * UnicodeBytes;
                unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
            }
        }
        produced = Wtf8.Write(unit, output);
        return true;
    }

    /// <summary>The UTF-16 unit of <c>\uXXXX</c>; negative if it is none.</summary>
    private static int ReadUnit(ReadOnlySpan<byte> input)
    {
        if (input.Length < UnicodeBytes || input[0] != (byte)'\\' || input[1] != (byte)'u')
            return -1;
        int unit = 0;
        for (int i = 2; i < UnicodeBytes; i++)
        {
            int digit = HexDigit(input[i]);
            if (digit < 0)
                return -1;
            unit = (unit << 4) | digit;
        }
        return unit;
    }

    private static int HexDigit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };
}
