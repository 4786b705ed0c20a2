namespace LogHog.Engine.Index;

/// <summary>
/// When the end of a live file is indexed, and how much of what is there already is done again with it. Fast files are indexed
/// twice at most: an open chunk is only replaced by one of twice its size. Slow ones get small chunks, four of which become one, so
/// that little is left to scan.
/// </summary>
internal static class OpenChunks
{
    /// <summary>Less is scanned faster than its chunk is opened.</summary>
    public const long StepBytesMin = 64 << 10;

    /// <summary>The least for a file that rests for a moment.</summary>
    public const long RestingBytesMin = 16 << 10;

    private const int ChunksPerLevel = 4;

    /// <summary>So much waits behind the index that all open chunks are done again with it.</summary>
    public static bool IsDue(long openBytes, long waitingBytes) => waitingBytes >= Math.Max(StepBytesMin, openBytes);

    /// <summary>From where on the text is indexed (again).</summary>
    /// <param name="open">The open chunks, in order.</param>
    /// <param name="finalEnd">The end of those that stay.</param>
    /// <param name="textEnd">The end of the text that is there.</param>
    /// <param name="isSettled">The file rests for long: all open chunks become one.</param>
    public static long StartOf(IReadOnlyList<SidecarRecord> open, long finalEnd, long textEnd, bool isSettled)
    {
        if (open.Count == 0 || isSettled || textEnd - finalEnd >= ChunkBuilder.TextBytesMax || IsDue(open[^1].TextEnd - finalEnd, textEnd - open[^1].TextEnd))
            return finalEnd;
        int from = open.Count;
        for (bool goesOn = true; goesOn;)
        {
            long start = from == open.Count ? open[^1].TextEnd : open[from].TextOffset;
            long level = ChunksPerLevel * Math.Max(RestingBytesMin, textEnd - start);
            int first = from;
            while (first > 0 && open[first - 1].TextBytes <= level)
                first--;
            goesOn = from - first >= ChunksPerLevel - 1;
            if (goesOn)
                from = first;
        }

        return from == open.Count ? open[^1].TextEnd : open[from].TextOffset;
    }
}
