using System.Buffers;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>Makes the index of a file anew in memory and compares it byte for byte with what is there. For one thread.</summary>
internal sealed class IndexVerifier(IndexFolder indexes)
{
    private readonly ChunkBuilder _builder = new(indexes.Rules.Zone, indexes.Rules.Formats);
    private readonly ArrayBufferWriter<byte> _chunk = new(1 << 20);
    private byte[] _buffer = [];

    /// <returns>What is wrong; null = nothing, also if the file has no index or grows meanwhile.</returns>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public string? Check(SearchFile file)
    {
        using FileIndex? index = indexes.Find(file);
        if (index is null)
            return null;
        using IndexText? text = IndexText.Open(indexes.Logs, file);
        if (text is null)
            return null;
        _builder.BeginFile(file);
        for (int i = 0; i < index.Chunks.Count; i++)
        {
            if (Check(index, i, text) is { } problem)
                return $"the chunk of {index.Chunks[i].TextBytes} bytes of text at {index.Chunks[i].TextOffset} {problem}";
        }

        return CheckEnd(index, text);
    }

    private string? Check(FileIndex index, int number, IndexText text)
    {
        Chunk chunk = index.Chunks[number];
        if (_buffer.Length < chunk.TextBytes)
            _buffer = new byte[chunk.TextBytes];
        if (text.Read(_buffer.AsSpan(0, chunk.TextBytes)) < chunk.TextBytes)
            return "covers more text than there is";
        _chunk.ResetWrittenCount();
        if (_builder.Build(_buffer.AsMemory(0, chunk.TextBytes), chunk.TextOffset, isEnd: true, _chunk) != chunk.TextBytes)
            return "covers more than a chunk may";
        try
        {
            return _chunk.WrittenSpan.SequenceEqual(index.Payload(number)) ? null : "is not what the text gives";
        }
        catch (IndexDamageException damage)
        {
            return $"cannot be read: {damage.Message}";
        }
    }

    /// <summary>A compressed file's frames must be where the index says, and its text must end where the index does.</summary>
    private static string? CheckEnd(FileIndex index, IndexText text)
    {
        if (index.Frames is null)
            return null;
        if (text.Read(new byte[1]) > 0)
            return "it ends before the text does";
        if (text.Damage != ArchiveStatus.Good)
            return "the archive is damaged";
        return text.Frames.SequenceEqual(index.Frames) ? null : "the frames of the archive lie elsewhere";
    }
}
