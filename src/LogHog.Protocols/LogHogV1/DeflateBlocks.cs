using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LogHog.Protocols.LogHogV1;

/// <summary>The blocks of a deflate stream (RFC 1951 §3.2.3 to 3.2.7).</summary>
internal static class DeflateBlocks
{
    private const int EndOfBlock = 256;
    private const int LiteralCodesMax = 286;
    private const int DistanceCodesMax = 30;

    private static readonly ushort[] FixedLiterals = BuildFixed(
        [.. Enumerable.Range(0, 288).Select(s => (byte)(s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8))]);

    private static readonly ushort[] FixedDistances = BuildFixed([.. Enumerable.Repeat((byte)5, 32)]);

    private static ReadOnlySpan<ushort> LengthStarts =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceStarts =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
        8193, 12289, 16385, 24577,
    ];

    private static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The order in which the lengths of the code length code stand.</summary>
    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    public static InflateStatus Read(ref DeflateBits bits, ref InflateOutput output)
    {
        bool isLast;
        do
        {
            bits.Fill();
            isLast = bits.Take(1) == 1;
            InflateStatus status = bits.Take(2) switch
            {
                0 => ReadStored(ref bits, ref output),
                1 => ReadCodes(ref bits, ref output, new HuffmanTable(FixedLiterals), new HuffmanTable(FixedDistances)),
                2 => ReadDynamic(ref bits, ref output),
                _ => InflateStatus.Bad,
            };
            if (status != InflateStatus.Done)
                return status;
        }
        while (!isLast);
        return InflateStatus.Done;
    }

    private static ushort[] BuildFixed(byte[] lengths)
    {
        ushort[] memory = new ushort[HuffmanTable.MemoryEntries];
        HuffmanTable.TryBuild(lengths, memory, mayLackCodes: false);
        return memory;
    }

    private static InflateStatus ReadStored(ref DeflateBits bits, ref InflateOutput output)
    {
        if (!bits.TryTakeBytes(4, out ReadOnlySpan<byte> sizes))
            return InflateStatus.Bad;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(sizes);
        if (BinaryPrimitives.ReadUInt16LittleEndian(sizes[2..]) != (ushort)~length
            || !bits.TryTakeBytes(length, out ReadOnlySpan<byte> stored))
            return InflateStatus.Bad;
        return output.TryAppend(stored) ? InflateStatus.Done : InflateStatus.TooLarge;
    }

    [SkipLocalsInit]
    private static InflateStatus ReadDynamic(ref DeflateBits bits, ref InflateOutput output)
    {
        Span<byte> lengths = stackalloc byte[LiteralCodesMax + DistanceCodesMax];
        Span<ushort> literals = stackalloc ushort[HuffmanTable.MemoryEntries];
        Span<ushort> distances = stackalloc ushort[HuffmanTable.MemoryEntries];
        bits.Fill();
        int literalCodes = (int)bits.Take(5) + 257;
        int distanceCodes = (int)bits.Take(5) + 1;
        int codeLengthCodes = (int)bits.Take(4) + 4;
        if (literalCodes > LiteralCodesMax || distanceCodes > DistanceCodesMax)
            return InflateStatus.Bad;
        lengths[..CodeLengthOrder.Length].Clear();
        for (int i = 0; i < codeLengthCodes; i++)
        {
            bits.Fill();
            lengths[CodeLengthOrder[i]] = (byte)bits.Take(3);
        }
        // The literals' memory serves for the code of the code lengths first.
        if (bits.IsOverrun || !HuffmanTable.TryBuild(lengths[..CodeLengthOrder.Length], literals, mayLackCodes: false))
            return InflateStatus.Bad;
        lengths = lengths[..(literalCodes + distanceCodes)];
        if (!TryReadLengths(ref bits, new HuffmanTable(literals), lengths) || lengths[EndOfBlock] == 0
            || !HuffmanTable.TryBuild(lengths[..literalCodes], literals, mayLackCodes: true)
            || !HuffmanTable.TryBuild(lengths[literalCodes..], distances, mayLackCodes: true))
            return InflateStatus.Bad;
        return ReadCodes(ref bits, ref output, new HuffmanTable(literals), new HuffmanTable(distances));
    }

    private static bool TryReadLengths(ref DeflateBits bits, scoped HuffmanTable table, scoped Span<byte> lengths)
    {
        int done = 0;
        while (done < lengths.Length)
        {
            int symbol = table.Find(bits.Fill(), out int codeBits);
            bits.Drop(codeBits);
            if (symbol < 0 || bits.IsOverrun)
                return false;
            if (symbol < 16)
            {
                lengths[done++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && done == 0)
                return false;
            byte repeated = symbol == 16 ? lengths[done - 1] : (byte)0;
            int times = symbol switch
            {
                16 => 3 + (int)bits.Take(2),
                17 => 3 + (int)bits.Take(3),
                _ => 11 + (int)bits.Take(7),
            };
            if (bits.IsOverrun || times > lengths.Length - done)
                return false;
            lengths.Slice(done, times).Fill(repeated);
            done += times;
        }
        return true;
    }

    private static InflateStatus ReadCodes(
        ref DeflateBits bits, ref InflateOutput output, scoped HuffmanTable literals, scoped HuffmanTable distances)
    {
        while (true)
        {
            int symbol = literals.Find(bits.Fill(), out int codeBits);
            bits.Drop(codeBits);
            if (symbol < 0 || bits.IsOverrun)
                return InflateStatus.Bad;
            if (symbol < EndOfBlock)
            {
                if (!output.TryAppend((byte)symbol))
                    return InflateStatus.TooLarge;
                continue;
            }
            if (symbol == EndOfBlock)
                return InflateStatus.Done;
            symbol -= EndOfBlock + 1;
            if (symbol >= LengthStarts.Length)
                return InflateStatus.Bad;
            int length = LengthStarts[symbol] + (int)bits.Take(LengthExtraBits[symbol]);
            symbol = distances.Find(bits.Bits, out codeBits);
            bits.Drop(codeBits);
            if (symbol < 0 || symbol >= DistanceStarts.Length)
                return InflateStatus.Bad;
            int distance = DistanceStarts[symbol] + (int)bits.Take(DistanceExtraBits[symbol]);
            if (bits.IsOverrun || distance > output.Written)
                return InflateStatus.Bad;
            if (!output.TryRepeat(distance, length))
                return InflateStatus.TooLarge;
        }
    }
}
