using System.Buffers.Binary;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>A page of a <see cref="WordFilterLayout"/>: its checksum, and rows.</summary>
internal static class WordPage
{
    public static void Seal(Span<byte> page, int number, ulong seed) =>
        BinaryPrimitives.WriteUInt64LittleEndian(page, Checksum(page, number, seed));

    /// <param name="page">The whole page.</param>
    /// <param name="number">Which page of the filter it is.</param>
    /// <param name="seed">Which chunk it belongs to.</param>
    public static bool IsWhole(ReadOnlySpan<byte> page, int number, ulong seed) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page) == Checksum(page, number, seed);

    /// <summary>Bit b: block b may hold the word.</summary>
    public static ulong BlocksWith(ReadOnlySpan<byte> page, ulong hash, WordFilterLayout layout)
    {
        Span<int> rows = stackalloc int[WordFilterLayout.RowsOfWord];
        WordFilterLayout.Rows(hash, layout.RowsPerPage, rows);
        ReadOnlySpan<byte> bits = page[WordFilterLayout.ChecksumBytes..];
        int rowBits = 1 << layout.RowBitsLog2;
        ulong mask = rowBits == 64 ? ulong.MaxValue : (1UL << rowBits) - 1;
        foreach (int row in rows)
        {
            int bit = row << layout.RowBitsLog2;
            mask &= BinaryPrimitives.ReadUInt64LittleEndian(bits[(bit >> 6 << 3)..]) >> (bit & 63);
        }

        return mask;
    }

    private static ulong Checksum(ReadOnlySpan<byte> page, int number, ulong seed) =>
        XxHash64.Hash(page[WordFilterLayout.ChecksumBytes..]) ^ (seed + ((ulong)number * 0x9E3779B97F4A7C15));
}
