using System.Numerics;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>
/// A Bloom filter of the words of up to 64 blocks at once. A row is as many bits as there are blocks (rounded up to a power of two);
/// bit b says that a word of block b maps to the row. All rows of a word lie in one page, so that a word costs one read.
/// </summary>
/// <param name="Pages">How many.</param>
/// <param name="PageBytes">Of a page, its checksum included, which stands first; a multiple of eight.</param>
/// <param name="RowBitsLog2">The bits of a row.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordFilterLayout(int Pages, int PageBytes, int RowBitsLog2)
{
    public const int BlocksMax = 64;
    public const int PageBytesMax = 4096;
    public const int ChecksumBytes = 8;

    /// <summary>With 14 bits for each word, six rows give 0.18 % of false answers, and a little more since pages fill unevenly.</summary>
    public const int RowsOfWord = 6;

    private const int BitsPerWord = 14;

    /// <summary>Rows of a word are told by slices of products of its hash.</summary>
    private const int SliceBits = 21;
    private const ulong Multiplier1 = 0x9E3779B97F4A7C15;
    private const ulong Multiplier2 = 0xD1B54A32D192ED03;

    public int RowsPerPage => ((PageBytes - ChecksumBytes) * 8) >> RowBitsLog2;

    public int Bytes => Pages * PageBytes;

    /// <param name="blocks">1 to 64.</param>
    /// <param name="wordsOfBlock">How many different words the filter of a block is made for.</param>
    /// <param name="bytesMax">The filter is no larger than this, whatever that makes of its answers.</param>
    public static WordFilterLayout For(int blocks, int wordsOfBlock, int bytesMax)
    {
        int rowBitsLog2 = blocks > 1 ? BitOperations.Log2((uint)blocks - 1) + 1 : 0;
        long bits = Math.Min(((long)Math.Max(wordsOfBlock, 1) * BitsPerWord) << rowBitsLog2, bytesMax * 8L);
        const int bitsOfPageMax = (PageBytesMax - ChecksumBytes) * 8;
        int pages = (int)Math.Max((bits + bitsOfPageMax - 1) / bitsOfPageMax, 1);
        int words = (int)Math.Max((bits + (pages * 64L) - 1) / (pages * 64L), 1);
        return new WordFilterLayout(pages, ChecksumBytes + (words * 8), rowBitsLog2);
    }

    /// <summary>What was read from a file may be anything.</summary>
    public bool IsValid(int blocks) =>
        Pages > 0 && PageBytes is >= ChecksumBytes + 8 and <= PageBytesMax && PageBytes % 8 == 0
        && RowBitsLog2 is >= 0 and <= 6 && blocks <= 1 << RowBitsLog2;

    public int PageOf(ulong hash) => (int)Math.BigMul(hash, (ulong)Pages, out _);

    /// <summary>The rows of a word within its page.</summary>
    public static void Rows(ulong hash, int rowsPerPage, Span<int> rows)
    {
        const ulong slice = (1UL << SliceBits) - 1;
        ulong first = (hash * Multiplier1) >> 1;
        ulong second = (hash * Multiplier2) >> 1;
        uint count = (uint)rowsPerPage;
        rows[5] = (int)((((second >> (2 * SliceBits)) & slice) * count) >> SliceBits);
        rows[4] = (int)((((second >> SliceBits) & slice) * count) >> SliceBits);
        rows[3] = (int)(((second & slice) * count) >> SliceBits);
        rows[2] = (int)((((first >> (2 * SliceBits)) & slice) * count) >> SliceBits);
        rows[1] = (int)((((first >> SliceBits) & slice) * count) >> SliceBits);
        rows[0] = (int)(((first & slice) * count) >> SliceBits);
    }
}
