namespace LogHog.Engine.Formats;

/// <summary>
/// Cuts the text of a log file into events: a first line and the continuation lines behind it, which begin with a tab.
/// Where a cut falls depends on the text alone, not on how it was read in pieces.
/// </summary>
/// <remarks>
/// Nothing is lost or refused: continuation lines without a first line (a file read from its middle, damage) make one piece of
/// their own, empty lines are pieces, and so is a last line without its newline.
/// </remarks>
internal static class EventLines
{
    /// <summary>
    /// The longest piece. An event is at most 8 MiB of text on the wire (spec §1), and no escape makes a byte more than six
    /// (<c>\u0001</c>); what is longer is damage (a hole of zeros, another program's file) and is cut, at a line's end if there is one.
    /// </summary>
    public const int EventBytesMax = 64 << 20;

    /// <summary>The bytes of the first event, its newline included; 0 = its end is not there yet.</summary>
    /// <param name="text">The file from an event's start on, as far as it has been read.</param>
    /// <param name="isEnd">Nothing follows the text.</param>
    /// <param name="eventBytesMax">Where to cut what has no end.</param>
    public static int NextLength(ReadOnlySpan<byte> text, bool isEnd, int eventBytesMax = EventBytesMax)
    {
        ReadOnlySpan<byte> window = text.Length > eventBytesMax ? text[..eventBytesMax] : text;
        int lineEnd = 0;
        while (true)
        {
            int newline = window[lineEnd..].IndexOf((byte)'\n');
            if (newline < 0)
                break;
            int next = lineEnd + newline + 1;
            if (next < text.Length && text[next] != '\t')
                return next;
            lineEnd = next;
        }
        if (text.Length >= eventBytesMax)
            return lineEnd > 0 ? lineEnd : eventBytesMax;
        return isEnd ? text.Length : 0;
    }

    /// <summary>Where the last event begins; 0 = there is no other before it.</summary>
    public static int LastStart(ReadOnlySpan<byte> text)
    {
        for (int end = text.Length; end > 0;)
        {
            int newline = text[..(end - 1)].LastIndexOf((byte)'\n');
            if (newline < 0)
                return 0;
            if (text[newline + 1] != '\t')
                return newline + 1;
            end = newline + 1;
        }

        return 0;
    }
}
