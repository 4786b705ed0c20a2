using System.Buffers;
using System.Text;

namespace LogHog.Engine.Formats;

/// <summary>UTF-8 in which a lone surrogate has an encoding too (https://simonsapin.github.io/wtf-8/).</summary>
internal static class Wtf8
{
    /// <summary>Writes one code point, one to four bytes; a surrogate as its three.</summary>
    public static int Write(Span<byte> destination, int codePoint)
    {
        if (codePoint < 0x80)
        {
            destination[0] = (byte)codePoint;
            return 1;
        }
        int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        for (int i = length - 1; i > 0; i--, codePoint >>= 6)
            destination[i] = (byte)(0x80 | (codePoint & 0x3f));
        destination[0] = (byte)((0xf0 << (4 - length)) | codePoint);
        return length;
    }

    /// <summary>The first code point of a text and its bytes; a surrogate stands for itself, a byte that begins nothing for one U+FFFD.</summary>
    public static int Read(ReadOnlySpan<byte> text, out int length)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out length) == OperationStatus.Done)
            return rune.Value;
        if (text is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..])
        {
            length = 3;
            return 0xd000 | ((text[1] & 0x3f) << 6) | (text[2] & 0x3f);
        }

        length = 1;
        return Rune.ReplacementChar.Value;
    }
}
