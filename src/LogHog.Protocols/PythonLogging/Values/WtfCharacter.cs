using System.Buffers;
using System.Text;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// Characters of UTF-8 as Python's pickles have it: with the codec's <c>surrogatepass</c>, so that a lone surrogate has its three bytes.
/// </summary>
internal static class WtfCharacter
{
    /// <summary>Reads the first character of a sound text.</summary>
    /// <returns>Its bytes.</returns>
    public static int Read(ReadOnlySpan<byte> text, out int codePoint)
    {
        int lead = text[0];
        if (lead < 0x80)
        {
            codePoint = lead;
            return 1;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        codePoint = lead & (0x7F >> length);
        for (int i = 1; i < length; i++)
            codePoint = (codePoint << 6) | (text[i] & 0x3F);
        return length;
    }

    /// <summary>How many characters a sound text has.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte value in text)
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }

    /// <summary>Copies a text that holds surrogates; two that are a pair become one character.</summary>
    /// <returns>Bytes written; -1 = it is no UTF-8 of this kind either.</returns>
    public static int JoinSurrogates(ReadOnlySpan<byte> text, Span<byte> output)
    {
        int written = 0;
        int high = 0;
        while (!text.IsEmpty)
        {
            int plain = SoundLength(text);
            text[..plain].CopyTo(output[written..]);
            written += plain;
            text = text[plain..];
            if (text.IsEmpty)
                break;
            if (text.Length < 3 || text[0] != 0xED || (text[1] & 0xE0) != 0xA0 || (text[2] & 0xC0) != 0x80)
                return -1;
            Read(text, out int codePoint);
            text = text[3..];
            if (plain == 0 && high != 0 && codePoint >= 0xDC00)
            {
                written -= 3;
                codePoint = 0x10000 + ((high & 0x3FF) << 10) + (codePoint & 0x3FF);
            }
            high = codePoint is >= 0xD800 and <= 0xDBFF ? codePoint : 0;
            written += Wtf8.Write(codePoint, output[written..]);
        }
        return written;
    }

    /// <summary>Copies bytes that may be no UTF-8; each one that is not becomes U+DC80 and above, Python's <c>surrogateescape</c>.</summary>
    /// <param name="bytes">Any.</param>
    /// <param name="output">Three times as long.</param>
    /// <returns>Bytes written.</returns>
    public static int EscapeBytes(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            int plain = SoundLength(bytes);
            bytes[..plain].CopyTo(output[written..]);
            written += plain;
            bytes = bytes[plain..];
            if (bytes.IsEmpty)
                break;
            written += Wtf8.Write(0xDC00 | bytes[0], output[written..]);
            bytes = bytes[1..];
        }
        return written;
    }

    /// <summary>How many bytes from the start are strict UTF-8.</summary>
    private static int SoundLength(ReadOnlySpan<byte> text)
    {
        if (text[0] >= 0x80 && Rune.DecodeFromUtf8(text, out _, out _) != OperationStatus.Done)
            return 0;
        int sound = 0;
        while (sound < text.Length)
        {
            int ascii = text[sound..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
                return text.Length;
            sound += ascii;
            if (Rune.DecodeFromUtf8(text[sound..], out _, out int read) != OperationStatus.Done)
                return sound;
            sound += read;
        }
        return sound;
    }
}
