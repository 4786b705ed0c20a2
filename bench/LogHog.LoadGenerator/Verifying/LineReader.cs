namespace LogHog.LoadGenerator.Verifying;

/// <summary>Lines of a file of any size.</summary>
internal static class LineReader
{
    // Longer than any line that a message of the corpus can make.
    private const int PieceBytes = 1 << 20;

    /// <summary>Calls back for each line without its newline; a last line without one counts too.</summary>
    /// <exception cref="InvalidDataException">A line is longer than 1 MiB.</exception>
    public static void ForEachLine(Stream stream, Action<ReadOnlySpan<byte>> onLine)
    {
        byte[] buffer = new byte[PieceBytes];
        int filled = 0;
        for (int read; (read = stream.Read(buffer, filled, buffer.Length - filled)) > 0;)
        {
            filled += read;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                onLine(buffer.AsSpan(start, length));
            if (start == 0 && filled == buffer.Length)
                throw new InvalidDataException($"A line is longer than {PieceBytes} bytes.");
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }

        if (filled > 0)
            onLine(buffer.AsSpan(0, filled));
    }
}
