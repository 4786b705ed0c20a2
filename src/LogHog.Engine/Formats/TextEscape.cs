using System.Buffers;

namespace LogHog.Engine.Formats;

/// <summary>
/// The escapes of bodies and names in a line: an unsafe character is <c>\xHH</c> (below U+0100) or <c>\uHHHH</c>, lower-case.
/// A backslash stays as it is, unless what follows it would read as such an escape: then it is <c>\x5c</c> itself.
/// </summary>
internal static class TextEscape
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. UnsafeCharacter.LeadBytes, (byte)'\\']);

    // What needs no look in a name: printable ASCII but the backslash, and in a tag what ends the tag.
    private static readonly SearchValues<byte> PlainInHost = SearchValues.Create(
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static readonly SearchValues<byte> PlainInTag = SearchValues.Create(
        "!\"#$%&'()*+,-./0123456789;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Writes the text up to its first newline.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="text">The text; may hold newlines.</param>
    /// <param name="isVerbatim">True if each byte was written as it stands.</param>
    /// <returns>The place of the newline, or the length of the text.</returns>
    public static int WriteFirstLine(ref LineBuffer line, ReadOnlySpan<byte> text, out bool isVerbatim)
    {
        isVerbatim = true;
        int clean = 0;
        int position = 0;
        while (true)
        {
            int hit = text[position..].IndexOfAny(Special);
            if (hit < 0)
            {
                line.Write(text[clean..]);
                return text.Length;
            }
            position += hit;
            ReadOnlySpan<byte> rest = text[position..];
            if (rest[0] == '\n')
            {
                line.Write(text[clean..position]);
                return position;
            }
            int length = rest[0] == '\\' ? EscapeLength(rest) > 0 ? 1 : 0 : UnsafeCharacter.LengthAtStart(rest, out _);
            if (length == 0)
            {
                position++;
                continue;
            }
            line.Write(text[clean..position]);
            WriteEscape(ref line, rest);
            position += length;
            clean = position;
            isVerbatim = false;
        }
    }

    /// <summary>Writes the text as continuation lines: each begins with a tab and ends with a newline.</summary>
    public static void WriteContinuation(ref LineBuffer line, ReadOnlySpan<byte> text)
    {
        line.Write((byte)'\t');
        int end;
        while ((end = WriteFirstLine(ref line, text, out _)) < text.Length)
        {
            line.Write("\n\t"u8);
            text = text[(end + 1)..];
        }
        line.Write((byte)'\n');
    }

    /// <summary>Writes a host: <c>-</c> stands for none, so that a host of that name is escaped.</summary>
    public static void WriteHost(ref LineBuffer line, ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty)
            line.Write((byte)'-');
        else if (host.Length == 1 && host[0] == '-')
            line.Write("\\x2d"u8);
        else
            WriteName(ref line, host, PlainInHost);
    }

    /// <summary>Writes a part of the tag.</summary>
    public static void WriteTag(ref LineBuffer line, ReadOnlySpan<byte> name) => WriteName(ref line, name, PlainInTag);

    /// <summary>The bytes of the escape with which the text begins; 0 = it begins with none.</summary>
    public static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[0] != '\\')
            return 0;
        if (text[1] == 'x')
            return IsHex(text[2]) && IsHex(text[3]) ? 4 : 0;
        return text[1] == 'u' && text.Length >= 6 && IsHex(text[2]) && IsHex(text[3]) && IsHex(text[4]) && IsHex(text[5]) ? 6 : 0;
    }

    /// <summary>Does <see cref="Read"/> change anything in this text?</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAny((byte)'\\', (byte)'\n');

    /// <summary>Resolves the escapes and takes off the tab with which each line but the first begins.</summary>
    /// <param name="text">As it stands in the file.</param>
    /// <param name="destination">At least as long as the text.</param>
    /// <returns>The bytes written.</returns>
    public static int Read(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int hit = text.IndexOfAny((byte)'\\', (byte)'\n');
            int run = hit < 0 ? text.Length : hit;
            text[..run].CopyTo(destination[written..]);
            written += run;
            if (hit < 0)
                return written;
            text = text[hit..];
            int escape = EscapeLength(text);
            if (escape > 0)
            {
                int codePoint = 0;
                foreach (byte digit in text[2..escape])
                    codePoint = (codePoint << 4) | HexDigits.Value(digit);
                written += Wtf8.Write(destination[written..], codePoint);
                text = text[escape..];
                continue;
            }
            destination[written++] = text[0];
            text = text.StartsWith("\n\t"u8) ? text[2..] : text[1..];
        }
    }

    private static void WriteName(ref LineBuffer line, ReadOnlySpan<byte> name, SearchValues<byte> plain)
    {
        while (true)
        {
            int hit = name.IndexOfAnyExcept(plain);
            if (hit < 0)
            {
                line.Write(name);
                return;
            }
            line.Write(name[..hit]);
            name = name[hit..];
            name = name[WriteOddInName(ref line, name)..];
        }
    }

    // The first character of the name is none of the plain ones.
    private static int WriteOddInName(ref LineBuffer line, ReadOnlySpan<byte> name)
    {
        if (name[0] < 0x80)
        {
            if (name[0] == '\\' && EscapeLength(name) == 0)
                line.Write((byte)'\\');
            else
                WriteEscape(ref line, name[0]);
            return 1;
        }
        int length = UnsafeCharacter.LengthAtStart(name, out int codePoint);
        if (length == 0)
            length = UnsafeCharacter.SpaceLengthAtStart(name, out codePoint);
        if (length == 0)
        {
            line.Write(name[0]);
            return 1;
        }
        WriteEscape(ref line, codePoint);
        return length;
    }

    private static void WriteEscape(ref LineBuffer line, ReadOnlySpan<byte> text)
    {
        UnsafeCharacter.LengthAtStart(text, out int codePoint);
        WriteEscape(ref line, codePoint);
    }

    /// <summary>Writes the escape of a character, whatever it is.</summary>
    public static void WriteEscape(ref LineBuffer line, int codePoint)
    {
        if (codePoint < 0x100)
        {
            Span<byte> escape = line.Take(4);
            escape[0] = (byte)'\\';
            escape[1] = (byte)'x';
            escape[2] = HexDigits.Lower[codePoint >> 4];
            escape[3] = HexDigits.Lower[codePoint & 15];
        }
        else
        {
            Span<byte> escape = line.Take(6);
            escape[0] = (byte)'\\';
            HexDigits.WriteUnicodeEscape(escape[1..], codePoint);
        }
    }

    private static bool IsHex(byte value) => value is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f';
}
