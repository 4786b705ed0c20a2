using System.Buffers;
using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>What a word is: letters, digits and the underscore of any script. Everything else stands between words.</summary>
public static class Words
{
    private static readonly SearchValues<byte> Ascii = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsWordChar(int codePoint) => codePoint < 0x80
        ? Ascii.Contains((byte)codePoint)
        : Rune.IsValid(codePoint) && codePoint != 0xFFFD && (Rune.IsLetter(new Rune(codePoint)) || Rune.IsDigit(new Rune(codePoint)));

    /// <summary>The words of a text, in order, as slices of it.</summary>
    public static List<Range> Split(ReadOnlySpan<byte> text)
    {
        var words = new List<Range>();
        int at = 0;
        int start = -1;
        while (at < text.Length)
        {
            bool word = IsWordChar(Utf8.DecodeRune(text[at..], out int length));
            if (word && start < 0)
            {
                start = at;
            }
            else if (!word && start >= 0)
            {
                words.Add(start..at);
                start = -1;
            }

            at += length;
        }

        if (start >= 0)
        {
            words.Add(start..text.Length);
        }

        return words;
    }

    public static bool StartsWithWordChar(ReadOnlySpan<byte> text) =>
        text.Length > 0 && IsWordChar(Utf8.DecodeRune(text, out _));

    public static bool EndsWithWordChar(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        byte last = text[^1];
        if (last < 0x80)
        {
            return Ascii.Contains(last);
        }

        return Rune.DecodeLastFromUtf8(text, out Rune rune, out _) == OperationStatus.Done && IsWordChar(rune.Value);
    }
}
