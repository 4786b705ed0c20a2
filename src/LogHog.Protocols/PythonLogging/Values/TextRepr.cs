using System.Buffers;
using System.Globalization;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Texts and bytes as Python's <c>repr()</c> spells them.</summary>
internal static class TextRepr
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>A str: quoted, what cannot be printed is escaped.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">Sound WTF-8; not of <paramref name="output"/>.</param>
    public static void WriteText(RenderBuffer output, ReadOnlySpan<byte> text)
    {
        byte quote = Quote(text);
        output.Write(quote);
        while (!text.IsEmpty && !output.IsFull)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            output.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                break;
            text = text[plain..];
            int length = WtfCharacter.Read(text, out int codePoint);
            if (codePoint < 0x80)
                WriteAscii(output, (byte)codePoint, quote);
            else if (!IsPrintable(codePoint))
                WriteEscape(output, codePoint);
            else
                output.Write(text[..length]);
            text = text[length..];
        }
        output.Write(quote);
    }

    /// <summary>Bytes: <c>b'…'</c>.</summary>
    public static void WriteBytes(RenderBuffer output, ReadOnlySpan<byte> bytes)
    {
        byte quote = Quote(bytes);
        output.Write((byte)'b');
        output.Write(quote);
        while (!bytes.IsEmpty && !output.IsFull)
        {
            int plain = bytes.IndexOfAnyExcept(Plain);
            output.Write(plain < 0 ? bytes : bytes[..plain]);
            if (plain < 0)
                break;
            WriteAscii(output, bytes[plain], quote);
            bytes = bytes[(plain + 1)..];
        }
        output.Write(quote);
    }

    /// <summary>Escapes what is not ASCII in what was written from a place on, as Python's <c>ascii()</c>.</summary>
    public static void MakeAscii(RenderBuffer output, int start)
    {
        if (System.Text.Ascii.IsValid(output.Written[start..]) || !output.TrySpend(output.Length - start))
            return;
        ReadOnlySpan<byte> text = output.Written[start..].ToArray();
        output.Truncate(start);
        while (!text.IsEmpty && !output.IsFull)
        {
            int length = WtfCharacter.Read(text, out int codePoint);
            if (codePoint < 0x80)
                output.Write((byte)codePoint);
            else
                WriteEscape(output, codePoint);
            text = text[length..];
        }
    }

    /// <summary>Python's <c>str.isprintable()</c> of one character. Unicode 16 here, 15.1 in Python 3.13.</summary>
    private static bool IsPrintable(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private static byte Quote(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'\'') && !text.Contains((byte)'"') ? (byte)'"' : (byte)'\'';

    /// <summary>A byte that is not plain: a quote, a backslash, or what no printer has.</summary>
    private static void WriteAscii(RenderBuffer output, byte value, byte quote)
    {
        switch (value)
        {
            case (byte)'\'' or (byte)'"' when value != quote:
                output.Write(value);
                break;
            case (byte)'\'' or (byte)'"' or (byte)'\\':
                output.Write([(byte)'\\', value]);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                WriteEscape(output, value);
                break;
        }
    }

    private static void WriteEscape(RenderBuffer output, int codePoint)
    {
        (byte letter, int digits) = codePoint < 0x100 ? ((byte)'x', 2) : codePoint < 0x10000 ? ((byte)'u', 4) : ((byte)'U', 8);
        Span<byte> room = output.Reserve(digits + 2);
        if (room.IsEmpty)
            return;
        room[0] = (byte)'\\';
        room[1] = letter;
        for (int place = digits + 1; place > 1; place--, codePoint >>= 4)
            room[place] = "0123456789abcdef"u8[codePoint & 15];
        output.Commit(digits + 2);
    }
}
