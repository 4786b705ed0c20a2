using System.Text;

namespace LogHog.Cli.Sending;

/// <summary>Standard input as messages, handed on as they come: <c>tail -f file | loghog send -a app -</c> does not wait.</summary>
internal static class StandardInput
{
    /// <summary>
    /// The longest line that goes as one message; a longer one goes in parts. A quarter of the server's frame limit, as JSON
    /// can need more bytes than the text.
    /// </summary>
    public const int LineBytesMax = 256 * 1024;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>What came in one read, split at line ends (LF or CRLF); empty lines are messages too.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> Lines(Stream input)
    {
        byte[] buffer = new byte[LineBytesMax + ChunkBytes];
        int used = 0;
        while (true)
        {
            int read = await input.ReadAsync(buffer.AsMemory(used, Math.Min(ChunkBytes, buffer.Length - used)));
            used += read;
            var lines = new List<string>();
            int start = Split(buffer, used, lines, isEnd: read == 0);
            if (lines.Count > 0) yield return lines;
            if (read == 0) yield break;
            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
        }
    }

    /// <summary>All of it as one message, without the last line end.</summary>
    /// <exception cref="UsageException">It is longer than a message may be.</exception>
    public static async Task<string> All(Stream input)
    {
        byte[] buffer = new byte[LineBytesMax + 1];
        int used = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        if (used > LineBytesMax)
            throw new UsageException($"--multiline: the input has more than {LineBytesMax / 1024} KiB; leave --multiline away");
        return Encoding.UTF8.GetString(TrimLineEnd(buffer.AsSpan(0, used)));
    }

    /// <returns>Where the unfinished rest begins.</returns>
    private static int Split(byte[] buffer, int used, List<string> lines, bool isEnd)
    {
        int start = 0;
        while (start < used)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(start, used - start);
            int end = rest.IndexOf((byte)'\n');
            int length = end >= 0 ? end + 1 : rest.Length;
            if (length > LineBytesMax) length = WholeCharacters(rest[..LineBytesMax]);
            else if (end < 0 && !isEnd) break;
            lines.Add(Encoding.UTF8.GetString(TrimLineEnd(rest[..length])));
            start += length;
        }

        return start;
    }

    /// <summary>A part must not end in the middle of a character.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        int end = text.Length;
        while (end > text.Length - 4 && (text[end - 1] & 0xc0) == 0x80) end--;
        return text[end - 1] >= 0xc0 ? end - 1 : text.Length;
    }

    private static ReadOnlySpan<byte> TrimLineEnd(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\n']) line = line[..^1];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
