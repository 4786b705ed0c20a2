using System.Globalization;

namespace LogHog.Engine.Formats.Python;

/// <summary><c>repr()</c> and <c>ascii()</c> of a str.</summary>
internal static class PythonRepr
{
    /// <summary>Writes the value's repr.</summary>
    /// <param name="scratch">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="isAscii"><c>ascii()</c>: all beyond ASCII is escaped.</param>
    public static void Write(Scratch scratch, scoped in PythonValue value, bool isAscii)
    {
        if (value.Type == PythonType.Str)
            WriteStr(scratch, value.Text, isAscii);
        else if (value.Type == PythonType.Float)
            PythonFloat.WriteRepr(scratch, value.Number);
        else
            scratch.Write(value.Text);
    }

    private static void WriteStr(Scratch scratch, ReadOnlySpan<byte> text, bool isAscii)
    {
        byte quote = text.Contains((byte)'\'') && !text.Contains((byte)'"') ? (byte)'"' : (byte)'\'';
        scratch.Write(quote);
        while (!text.IsEmpty)
        {
            int codePoint = Wtf8.Read(text, out int length);
            WriteCharacter(scratch, text[..length], codePoint, quote, isAscii);
            text = text[length..];
        }

        scratch.Write(quote);
    }

    private static void WriteCharacter(Scratch scratch, ReadOnlySpan<byte> utf8, int codePoint, byte quote, bool isAscii)
    {
        if (codePoint == quote || codePoint == '\\')
        {
            scratch.Write((byte)'\\');
            scratch.Write((byte)codePoint);
            return;
        }

        if (codePoint is >= ' ' and < 0x7f || (codePoint > 0x7f && !isAscii && IsPrintable(codePoint)))
        {
            scratch.Write(utf8);
            return;
        }

        scratch.Write((byte)'\\');
        switch (codePoint)
        {
            case '\t':
                scratch.Write((byte)'t');
                break;
            case '\n':
                scratch.Write((byte)'n');
                break;
            case '\r':
                scratch.Write((byte)'r');
                break;
            case < 0x100:
                WriteHex(scratch, 'x', codePoint, 2);
                break;
            case < 0x10000:
                WriteHex(scratch, 'u', codePoint, 4);
                break;
            default:
                WriteHex(scratch, 'U', codePoint, 8);
                break;
        }
    }

    private static void WriteHex(Scratch scratch, char kind, int codePoint, int digits)
    {
        scratch.Write((byte)kind);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
            scratch.Write(HexDigits.Lower[(codePoint >> shift) & 15]);
    }

    // str.isprintable() of one character.
    private static bool IsPrintable(int codePoint) =>
        !PythonUnicode.IsNewer(codePoint)
        && CharUnicodeInfo.GetUnicodeCategory(codePoint) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
