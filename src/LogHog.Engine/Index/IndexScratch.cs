using System.Buffers;

namespace LogHog.Engine.Index;

/// <summary>
/// The memory of one reader of chunks, for one thread. What chunks give out lies in it, and holds until <see cref="Clear"/>: call that
/// when a chunk is done with.
/// </summary>
internal sealed class IndexScratch
{
    private readonly List<byte[]> _rented = [];

    public byte[] Page { get; } = new byte[WordFilterLayout.PageBytesMax];

    public BlockInfo[] Blocks { get; } = new BlockInfo[WordFilterLayout.BlocksMax];

    /// <summary>The times that were read last, and of which chunk they are.</summary>
    public (Chunk Chunk, TimeSection Section)? Times { get; set; }

    public Memory<byte> Rent(int bytes)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes);
        _rented.Add(rented);
        return rented.AsMemory(0, bytes);
    }

    /// <summary>All that was given out holds no longer.</summary>
    public void Clear()
    {
        Times = null;
        foreach (byte[] rented in _rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented.Clear();
    }
}
