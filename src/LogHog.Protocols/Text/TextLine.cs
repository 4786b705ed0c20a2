namespace LogHog.Protocols.Text;

/// <summary>Lines of a text in which blank ones do not count.</summary>
internal static class TextLine
{
    /// <summary>The first line that is not blank, without the space before it.</summary>
    /// <param name="input">Complete lines end with a line feed.</param>
    /// <param name="line">When there is no complete one: what there is of it.</param>
    /// <param name="consumed">With the blank lines before and behind it; 0 when there is no complete one.</param>
    public static bool TryTake(ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> line, out int consumed)
    {
        consumed = 0;
        int start = BlankBytes(input.Span);
        int length = input.Span[start..].IndexOf((byte)'\n');
        line = length < 0 ? input[start..] : input.Slice(start, length);
        if (length < 0)
            return false;
        int end = start + length + 1;
        consumed = end + BlankBytes(input.Span[end..]);
        return true;
    }

    private static int BlankBytes(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(" \t\r\n"u8);
        return length < 0 ? text.Length : length;
    }
}
