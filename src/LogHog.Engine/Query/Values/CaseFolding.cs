using System.Buffers;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Lower case of UTF-8 text, by code point and without a culture.</summary>
internal static class CaseFolding
{
    public static bool IsLowerAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !text.ContainsAnyInRange((byte)'A', (byte)'Z');

    public static byte[] ToLower(ReadOnlySpan<byte> text)
    {
        byte[] buffer = new byte[LowerLengthMax(text)];
        int length = ToLower(text, buffer);
        return buffer.AsSpan(0, length).ToArray();
    }

    /// <summary>A code point and its lower case may differ in length; never more than threefold.</summary>
    public static int LowerLengthMax(ReadOnlySpan<byte> text) => text.ContainsAnyInRange((byte)0x80, (byte)0xFF) ? (text.Length * 3) + 4 : text.Length;

    public static int ToLower(ReadOnlySpan<byte> text, Span<byte> into)
    {
        int at = 0;
        int written = 0;
        while (at < text.Length)
        {
            byte b = text[at];
            if (b < 0x80)
            {
                into[written++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
                at++;
                continue;
            }

            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done)
            {
                into[written++] = b;
                at++;
                continue;
            }

            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(into[written..]);
            at += length;
        }

        return written;
    }

    public static byte[] ToUpper(ReadOnlySpan<byte> text) => Utf8.Encode(Utf8.Decode(text).ToUpperInvariant());
}
