using System.Buffers;

namespace LogHog.Engine.Formats;

/// <summary>
/// Strings in JSON's grammar, as they stand in the JSON format and between the braces of a standard line. Besides what JSON
/// asks for, each <see cref="UnsafeCharacter"/> is escaped, so a value does no more to a terminal than a body.
/// </summary>
internal static class JsonString
{
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. UnsafeCharacter.LeadBytes, (byte)'\t', (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> EndsRun =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>The bytes of the string with which the text begins, quotes included; 0 = it begins with no whole string.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '"')
            return 0;
        int at = 1;
        while (true)
        {
            int hit = text[at..].IndexOfAny(EndsRun);
            if (hit < 0)
                return 0;
            at += hit;
            if (text[at] == '"')
                return at + 1;
            int escape = EscapeLength(text[at..]);
            if (escape == 0)
                return 0;
            at += escape;
        }
    }

    /// <summary>Writes the text with its quotes.</summary>
    public static void Write(ref LineBuffer line, ReadOnlySpan<byte> text)
    {
        line.Write((byte)'"');
        WriteBare(ref line, text);
        line.Write((byte)'"');
    }

    /// <summary>Writes the text escaped, without quotes.</summary>
    public static void WriteBare(ref LineBuffer line, ReadOnlySpan<byte> text)
    {
        int clean = 0;
        int position = 0;
        while (true)
        {
            int hit = text[position..].IndexOfAny(Special);
            if (hit < 0)
            {
                line.Write(text[clean..]);
                return;
            }
            position += hit;
            byte letter = ShortEscape(text[position]);
            int length = letter != 0 ? 1 : UnsafeCharacter.LengthAtStart(text[position..], out _);
            if (length == 0)
            {
                position++;
                continue;
            }
            line.Write(text[clean..position]);
            WriteEscape(ref line, letter, text[position..]);
            position += length;
            clean = position;
        }
    }

    /// <summary>Resolves the escapes of a whole string; a pair of surrogates is one character, a lone one its three bytes.</summary>
    /// <param name="quoted">What <see cref="Length"/> measured, with its quotes.</param>
    /// <param name="destination">At least as long as the string.</param>
    /// <returns>The bytes written.</returns>
    public static int Read(ReadOnlySpan<byte> quoted, Span<byte> destination)
    {
        ReadOnlySpan<byte> text = quoted[1..^1];
        int written = 0;
        while (true)
        {
            int hit = text.IndexOf((byte)'\\');
            int run = hit < 0 ? text.Length : hit;
            text[..run].CopyTo(destination[written..]);
            written += run;
            if (hit < 0)
                return written;
            text = text[hit..];
            int codePoint = ReadEscape(ref text);
            if (codePoint is >= 0xd800 and <= 0xdbff && text.StartsWith("\\u"u8))
            {
                ReadOnlySpan<byte> behind = text;
                int low = ReadEscape(ref behind);
                if (low is >= 0xdc00 and <= 0xdfff)
                {
                    codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00);
                    text = behind;
                }
            }
            written += Wtf8.Write(destination[written..], codePoint);
        }
    }

    /// <summary>The text of a string; what does not begin with a quote is its own text.</summary>
    public static ReadOnlyMemory<byte> Unquoted(ReadOnlyMemory<byte> text, ParserScratch scratch)
    {
        if (!text.Span.StartsWith("\""u8))
            return text;
        return text.Span.Contains((byte)'\\') ? scratch.Keep(Read(text.Span, scratch.Free)) : text[1..^1];
    }

    private static int ReadEscape(ref ReadOnlySpan<byte> text)
    {
        byte letter = text[1];
        if (letter != 'u')
        {
            text = text[2..];
            return letter switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => letter,
            };
        }
        int codePoint = 0;
        foreach (byte digit in text[2..6])
            codePoint = (codePoint << 4) | HexDigits.Value(digit);
        text = text[6..];
        return codePoint;
    }

    // 0 = what begins here is no escape (a raw control character, or a backslash before what JSON does not know).
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '\\')
            return 0;
        if (text[1] != 'u')
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        if (text.Length < 6)
            return 0;
        for (int i = 2; i < 6; i++)
        {
            if (HexDigits.Value(text[i]) < 0)
                return 0;
        }
        return 6;
    }

    private static byte ShortEscape(byte value) => value switch
    {
        (byte)'"' => (byte)'"',
        (byte)'\\' => (byte)'\\',
        (byte)'\n' => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        _ => 0,
    };

    private static void WriteEscape(ref LineBuffer line, byte letter, ReadOnlySpan<byte> text)
    {
        line.Write((byte)'\\');
        if (letter != 0)
        {
            line.Write(letter);
            return;
        }
        UnsafeCharacter.LengthAtStart(text, out int codePoint);
        HexDigits.WriteUnicodeEscape(line.Take(5), codePoint);
    }
}
