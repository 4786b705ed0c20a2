namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// A canonical Huffman code of deflate (RFC 1951 §3.2.2): codes of up to <see cref="FastBits"/> bits by one look, longer
/// ones bit by bit. It lives in memory that the caller lends, usually the stack.
/// </summary>
internal readonly ref struct HuffmanTable
{
    public const int FastBits = 9;
    private const int FastEntries = 1 << FastBits;
    private const int CodeBitsMax = 15;
    private const int SymbolsMax = 288;

    /// <summary>Entries of memory that one table needs.</summary>
    public const int MemoryEntries = FastEntries + CodeBitsMax + 1 + SymbolsMax;

    private readonly ReadOnlySpan<ushort> _fast;
    private readonly ReadOnlySpan<ushort> _counts;
    private readonly ReadOnlySpan<ushort> _symbols;

    /// <summary>Takes over memory that <see cref="TryBuild"/> has filled.</summary>
    public HuffmanTable(ReadOnlySpan<ushort> memory)
    {
        _fast = memory[..FastEntries];
        _counts = memory.Slice(FastEntries, CodeBitsMax + 1);
        _symbols = memory.Slice(FastEntries + CodeBitsMax + 1, SymbolsMax);
    }

    /// <summary>Builds the code that these lengths describe.</summary>
    /// <param name="lengths">Bits of each symbol's code; 0 = it has none.</param>
    /// <param name="memory">At least <see cref="MemoryEntries"/>.</param>
    /// <param name="mayLackCodes">A code of a single one-bit symbol, or of none, is taken too, as zlib takes it.</param>
    public static bool TryBuild(ReadOnlySpan<byte> lengths, Span<ushort> memory, bool mayLackCodes)
    {
        Span<ushort> fast = memory[..FastEntries];
        Span<ushort> counts = memory.Slice(FastEntries, CodeBitsMax + 1);
        Span<ushort> symbols = memory.Slice(FastEntries + CodeBitsMax + 1, SymbolsMax);
        fast.Clear();
        counts.Clear();
        foreach (byte length in lengths)
            counts[length]++;
        counts[0] = 0;
        if (!IsComplete(counts, mayLackCodes))
            return false;

        Span<ushort> nextSymbol = stackalloc ushort[CodeBitsMax + 2];
        Span<ushort> nextCode = stackalloc ushort[CodeBitsMax + 2];
        nextSymbol.Clear();
        nextCode.Clear();
        for (int length = 1; length <= CodeBitsMax; length++)
        {
            nextSymbol[length + 1] = (ushort)(nextSymbol[length] + counts[length]);
            nextCode[length + 1] = (ushort)((nextCode[length] + counts[length]) << 1);
        }
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            symbols[nextSymbol[length]++] = (ushort)symbol;
            int code = nextCode[length]++;
            if (length > FastBits)
                continue;
            for (int entry = Reverse(code, length); entry < FastEntries; entry += 1 << length)
                fast[entry] = (ushort)((symbol << 4) | length);
        }
        return true;
    }

    /// <summary>The codes leave no bit pattern unused, and use none twice.</summary>
    private static bool IsComplete(ReadOnlySpan<ushort> counts, bool mayLackCodes)
    {
        int free = 1;
        int total = 0;
        for (int length = 1; length <= CodeBitsMax; length++)
        {
            free = (free << 1) - counts[length];
            total += counts[length];
            if (free < 0)
                return false;
        }
        return free == 0 || (mayLackCodes && (total == 0 || (total == 1 && counts[1] == 1)));
    }

    private static int Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        return reversed;
    }

    /// <summary>The symbol whose code these bits begin with; negative if there is none.</summary>
    /// <param name="bits">The next bits, first one lowest; zeros behind the end.</param>
    /// <param name="length">Bits of the code.</param>
    public int Find(ulong bits, out int length)
    {
        int entry = _fast[(int)(bits & (FastEntries - 1))];
        length = entry & 15;
        return entry != 0 ? entry >> 4 : FindLong(bits, out length);
    }

    private int FindLong(ulong bits, out int length)
    {
        int code = 0;
        int first = 0;
        int index = 0;
        for (length = 1; length <= CodeBitsMax; length++)
        {
            code |= (int)(bits >> (length - 1)) & 1;
            int count = _counts[length];
            if (code - count < first)
                return _symbols[index + (code - first)];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        return -1;
    }
}
