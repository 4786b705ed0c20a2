using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>
/// Whether a plain file still begins and goes on as it did when it was indexed: the hashes of its first bytes and of the last that
/// are indexed. Log lines begin with a time, so a file that was cut, written anew or replaced does not have the same.
/// </summary>
internal static class TextFingerprint
{
    /// <summary>Some twenty lines; read in a microsecond.</summary>
    public const int BytesMax = 4096;

    /// <summary>Of the beginning of a text.</summary>
    public static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> text) => text[..Math.Min(BytesMax, text.Length)];

    /// <summary>Of the end of a chunk's text.</summary>
    public static ReadOnlySpan<byte> End(ReadOnlySpan<byte> text) => text[Math.Max(0, text.Length - BytesMax)..];

    /// <summary>Whether the file begins with the text that was indexed.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static bool HasHead(DurableFile file, SidecarHeader header)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        bytes = bytes[..header.HeadBytes];
        return file.Read(0, bytes) == bytes.Length && XxHash64.Hash(bytes) == header.HeadHash;
    }

    /// <summary>Whether the file has this chunk's text where it ends, and an event really ends there.</summary>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static ChunkEnd EndOf(DurableFile file, SidecarRecord chunk)
    {
        Span<byte> bytes = stackalloc byte[BytesMax + 1];
        int length = Math.Min(BytesMax, chunk.TextBytes);
        int read = file.Read(chunk.TextEnd - length, bytes[..(length + 1)]);
        if (read < length || XxHash64.Hash(bytes[..length]) != chunk.Hash)
            return ChunkEnd.Different;
        // Indexed as the end of the file; now it goes on within the line, or with a continuation line.
        return read > length && (bytes[length] == '\t' || bytes[length - 1] != '\n') ? ChunkEnd.GoesOn : ChunkEnd.Same;
    }
}

/// <summary>What the end of a chunk's text looks like now.</summary>
internal enum ChunkEnd
{
    Same,

    /// <summary>The same, and its last event has grown since: this chunk does not count any more.</summary>
    GoesOn,

    /// <summary>It is another text.</summary>
    Different,
}
