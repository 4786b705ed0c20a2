namespace LogHog.Engine.Storage;

/// <summary>Where events begin and end in finished lines: a line that begins with a tab belongs to the event before it.</summary>
internal static class EventText
{
    /// <summary>
    /// The end (exclusive) of the event that the byte at <paramref name="position"/> belongs to. The text ends at the end
    /// of an event.
    /// </summary>
    public static int EndOfEvent(ReadOnlySpan<byte> text, int position)
    {
        while (true)
        {
            int newline = text[position..].IndexOf((byte)'\n');
            if (newline < 0)
                return text.Length;
            position += newline + 1;
            if (position >= text.Length || text[position] != (byte)'\t')
                return position;
        }
    }
}
