using LogHog.Engine.Durability;

namespace LogHog.Engine.Search;

/// <summary>Finds where events begin, for whoever starts to read in the middle of a file.</summary>
internal static class EventStarts
{
    private const int WindowBytes = 64 << 10;

    /// <summary>The first line that is no continuation after a line's end; -1 = there is none.</summary>
    public static int FirstIn(ReadOnlySpan<byte> text)
    {
        for (int at = 0; at < text.Length;)
        {
            int newline = text[at..].IndexOf((byte)'\n');
            if (newline < 0 || at + newline + 1 >= text.Length)
                return -1;
            at += newline + 1;
            if (text[at] != '\t')
                return at;
        }

        return -1;
    }

    /// <summary>The first event that begins at an offset or behind it; the end of the file if there is none.</summary>
    public static long From(DurableFile file, long offset, long end)
    {
        if (offset == 0)
            return 0;
        byte[] window = new byte[WindowBytes];
        for (long at = offset - 1; at < end;)
        {
            ReadOnlySpan<byte> text = window.AsSpan(0, file.Read(at, window.AsSpan(0, (int)Math.Min(WindowBytes, end - at))));
            int found = FirstIn(text);
            if (found >= 0)
                return at + found;
            if (text.Length < 2)
                break;
            at += text.Length - 1; // a newline at the end counts with what follows it
        }

        return end;
    }
}
