using System.Text;

namespace LogHog.Engine.Formats.Python;

/// <summary>Text in a field of a width; widths and precisions count characters (code points).</summary>
internal static class PaddedText
{
    /// <summary>
    /// The widest field and the longest precision. Nobody reads wider lines; a sender whose field says a width
    /// (<c>{message:{width}}</c>) cannot fill the disk with spaces.
    /// </summary>
    public const int WidthMax = 10_000;

    /// <summary>Characters in the text; a lone surrogate is one.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
            return text.Length;
        int count = 0;
        foreach (byte one in text)
            count += (one & 0xc0) == 0x80 ? 0 : 1;
        return count;
    }

    /// <summary>The text up to a number of characters.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int charactersMax)
    {
        if (text.Length <= charactersMax)
            return text;
        int end = 0;
        for (; end < text.Length; end++)
        {
            if ((text[end] & 0xc0) != 0x80 && charactersMax-- == 0)
                break;
        }

        return text[..end];
    }

    public static void WriteLeft(ref PythonLine line, scoped ReadOnlySpan<byte> text, int width)
    {
        line.Write(text);
        if (width > 0)
            line.Repeat(" "u8, width - CountCharacters(text));
    }

    public static void WriteRight(ref PythonLine line, scoped ReadOnlySpan<byte> text, int width)
    {
        if (width > 0)
            line.Repeat(" "u8, width - CountCharacters(text));
        line.Write(text);
    }
}
