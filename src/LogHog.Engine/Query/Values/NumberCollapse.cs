using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Replaces decimal and hexadecimal numbers by &lt;N&gt;, and what several of them make up by a name.</summary>
internal static class NumberCollapse
{
    public static byte[] Collapse(ReadOnlySpan<byte> text, bool prettify)
    {
        var result = new ByteText();
        int at = 0;
        while (at < text.Length)
        {
            int start = IndexOfNumber(text, at);
            if (start < 0)
            {
                result.Add(text[at..]);
                break;
            }

            int end = start;
            while (end < text.Length && char.IsAsciiHexDigit((char)text[end]))
            {
                end++;
            }

            result.Add(text[at..start]);
            bool ends = end == text.Length || !IsWord(text[end]) || "_TZsmhun".Contains((char)text[end], StringComparison.Ordinal);
            result.Add(ends && IsNumber(text[start..end]) ? "<N>"u8 : text[start..end]);
            at = end;
        }

        return prettify ? Prettify(result.Span) : result.ToArray();
    }

    /// <summary>Numbers start at the start of a word, or after a letter that often stands in front of one, as in v1 or x1F.</summary>
    private static int IndexOfNumber(ReadOnlySpan<byte> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (char.IsAsciiHexDigit((char)text[i]) && (i == 0 || !IsWord(text[i - 1]) || "_TXxvshm".Contains((char)text[i - 1], StringComparison.Ordinal)))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Decimal of any length; hexadecimal only where it is no word: four and more digits, an even number of them.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> digits) =>
        digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 || (digits.Length >= 4 && digits.Length % 2 == 0);

    private static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b == '_';

    private static byte[] Prettify(ReadOnlySpan<byte> collapsed)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(collapsed));
        text.Replace("<N>-<N>-<N>-<N>-<N>", "<UUID>").Replace("<N>.<N>.<N>.<N>", "<IP4>");
        text.Replace("<N>:<N>:<N>.<N>", "<TIME>").Replace("<N>:<N>:<N>,<N>", "<TIME>").Replace("<N>:<N>:<N>", "<TIME>");
        text.Replace("<N>-<N>-<N>", "<DATE>").Replace("<N>/<N>/<N>", "<DATE>");
        foreach (string separator in (string[])["T", " "])
        {
            foreach (string zone in (string[])["Z", "-<N>:<N>", "+<N>:<N>", ""])
            {
                text.Replace($"<DATE>{separator}<TIME>{zone}", "<DATETIME>");
            }
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
