using System.Buffers.Text;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Loki;

/// <summary>One escape in a string as Go quotes it (The Go Programming Language Specification, "Rune literals").</summary>
internal static class GoEscape
{
    /// <param name="text">Begins with the backslash.</param>
    /// <param name="output">Room for three times the escape.</param>
    /// <param name="produced">Bytes written.</param>
    /// <returns>Bytes of the escape; 0 = it is none.</returns>
    public static int Read(ReadOnlySpan<byte> text, Span<byte> output, out int produced)
    {
        produced = 1;
        if (text.Length < 2)
            return 0;
        switch (text[1])
        {
            case (byte)'a':
                output[0] = 0x07;
                return 2;
            case (byte)'v':
                output[0] = 0x0B;
                return 2;
            case (byte)'\'':
                output[0] = (byte)'\'';
                return 2;
            case (byte)'x':
                return ReadCode(text, 2, 2, output, out produced);
            case (byte)'U':
                return ReadCode(text, 2, 8, output, out produced);
            case >= (byte)'0' and <= (byte)'7':
                return ReadOctal(text, output, out produced);
            default:
                return JsonEscape.TryRead(text, output, out int consumed, out produced) ? consumed : 0;
        }
    }

    private static int ReadCode(ReadOnlySpan<byte> text, int start, int digits, Span<byte> output, out int produced)
    {
        produced = 0;
        if (text.Length < start + digits || !Utf8Parser.TryParse(text.Slice(start, digits), out uint code, out int read, 'x') || read != digits
            || code > 0x10FFFF)
            return 0;
        produced = WriteCode((int)code, isByte: digits == 2, output);
        return start + digits;
    }

    private static int ReadOctal(ReadOnlySpan<byte> text, Span<byte> output, out int produced)
    {
        produced = 0;
        if (text.Length < 4 || text[1..4].ContainsAnyExceptInRange((byte)'0', (byte)'7'))
            return 0;
        int code = ((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0');
        if (code > byte.MaxValue)
            return 0;
        produced = WriteCode(code, isByte: true, output);
        return 4;
    }

    /// <summary>A byte that is no character by itself stands as U+DCNN: its neighbours are not looked at.</summary>
    private static int WriteCode(int code, bool isByte, Span<byte> output) =>
        Wtf8.Write(isByte && code >= 0x80 ? 0xDC00 | code : code, output);
}
