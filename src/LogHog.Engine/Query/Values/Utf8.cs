using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Text between .NET strings and the bytes of log lines: UTF-8 with lone surrogates kept (WTF-8).</summary>
internal static class Utf8
{
    public static byte[] Encode(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        foreach (char c in text)
        {
            if (char.IsSurrogate(c))
            {
                return EncodeSurrogates(text);
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Decodes one code point; a byte that is not UTF-8 counts as one unit with the value U+FFFD.</summary>
    public static int DecodeRune(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes[0] < 0x80)
        {
            length = 1;
            return bytes[0];
        }

        Rune.DecodeFromUtf8(bytes, out Rune rune, out length);
        if (rune.Value == 0xFFFD && length != 3)
        {
            length = 1;
        }

        return rune.Value;
    }

    /// <summary>Number of code points.</summary>
    public static int RuneCount(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        foreach (byte b in bytes)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>At most so many bytes of a longer text, and no code point in two.</summary>
    public static int CutLength(ReadOnlySpan<byte> bytes, int bytesMax)
    {
        int length = bytesMax;
        while (length > bytesMax - 4 && length > 0 && (bytes[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return length;
    }

    private static byte[] EncodeSurrogates(string text)
    {
        var bytes = new List<byte>(text.Length + 8);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                bytes.AddRange(buffer[..new Rune(c, text[++i]).EncodeToUtf8(buffer)]);
            }
            else if (char.IsSurrogate(c))
            {
                bytes.AddRange([(byte)(0xE0 | (c >> 12)), (byte)(0x80 | ((c >> 6) & 0x3F)), (byte)(0x80 | (c & 0x3F))]);
            }
            else
            {
                bytes.AddRange(buffer[..new Rune(c).EncodeToUtf8(buffer)]);
            }
        }

        return [.. bytes];
    }
}
