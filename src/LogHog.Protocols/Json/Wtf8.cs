using System.Buffers;
using System.Text.Unicode;

namespace LogHog.Protocols.Json;

/// <summary>UTF-8 that can also spell a lone surrogate, as the three bytes that its number would take.</summary>
internal static class Wtf8
{
    /// <summary>Writes a code point, surrogates included.</summary>
    /// <returns>Bytes written, 1 to 4.</returns>
    public static int Write(int codePoint, Span<byte> output)
    {
        if (codePoint < 0x80)
        {
            output[0] = (byte)codePoint;
            return 1;
        }
        if (codePoint < 0x800)
        {
            output[0] = (byte)(0xC0 | (codePoint >> 6));
            output[1] = (byte)(0x80 | (codePoint & 0x3F));
            return 2;
        }
        if (codePoint < 0x10000)
        {
            output[0] = (byte)(0xE0 | (codePoint >> 12));
            output[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
            output[2] = (byte)(0x80 | (codePoint & 0x3F));
            return 3;
        }
        output[0] = (byte)(0xF0 | (codePoint >> 18));
        output[1] = (byte)(0x80 | ((codePoint >> 12) & 0x3F));
        output[2] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
        output[3] = (byte)(0x80 | (codePoint & 0x3F));
        return 4;
    }

    /// <summary>The bytes of a .NET string, which may hold lone surrogates.</summary>
    public static byte[] GetBytes(string text)
    {
        // A UTF-16 unit takes three bytes at most.
        byte[] bytes = new byte[text.Length * 3];
        int written = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Utf8.FromUtf16(
                rest, bytes.AsSpan(written), out int read, out int produced, replaceInvalidSequences: false);
            written += produced;
            rest = rest[read..];
            if (status == OperationStatus.Done)
                break;
            written += Write(rest[0], bytes.AsSpan(written));
            rest = rest[1..];
        }
        return bytes.AsSpan(0, written).ToArray();
    }
}
