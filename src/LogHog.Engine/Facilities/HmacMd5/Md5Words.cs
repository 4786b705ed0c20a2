using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogHog.Engine.Facilities.HmacMd5;

/// <summary>One block of 64 bytes of each of eight messages, turned: element <c>i</c> holds word <c>i</c> of all eight.</summary>
[InlineArray(Count)]
internal struct Md5Words
{
    public const int Count = 16;
    private const int LaneBytes = 32;

    private Vector256<uint> _first;

    /// <summary>Reads the blocks that begin at <paramref name="offsets"/> in <paramref name="text"/>.</summary>
    /// <param name="text">Holds 64 bytes behind each offset; the caller answers for it, it is not checked here.</param>
    /// <param name="offsets">Eight.</param>
    public void Load(ref byte text, ReadOnlySpan<int> offsets)
    {
        LoadHalf(ref text, offsets, 0, this[..8]);
        LoadHalf(ref text, offsets, LaneBytes, this[8..]);
    }

    /// <summary>Turns 8 rows of 8 words: pairs of words, then pairs of pairs, then halves.</summary>
    private static void LoadHalf(ref byte text, ReadOnlySpan<int> offsets, int at, Span<Vector256<uint>> words)
    {
        Vector256<uint> row0 = Row(ref text, offsets[0] + at), row1 = Row(ref text, offsets[1] + at);
        Vector256<uint> row2 = Row(ref text, offsets[2] + at), row3 = Row(ref text, offsets[3] + at);
        Vector256<uint> row4 = Row(ref text, offsets[4] + at), row5 = Row(ref text, offsets[5] + at);
        Vector256<uint> row6 = Row(ref text, offsets[6] + at), row7 = Row(ref text, offsets[7] + at);

        Vector256<ulong> low01 = Avx2.UnpackLow(row0, row1).AsUInt64(), high01 = Avx2.UnpackHigh(row0, row1).AsUInt64();
        Vector256<ulong> low23 = Avx2.UnpackLow(row2, row3).AsUInt64(), high23 = Avx2.UnpackHigh(row2, row3).AsUInt64();
        Vector256<ulong> low45 = Avx2.UnpackLow(row4, row5).AsUInt64(), high45 = Avx2.UnpackHigh(row4, row5).AsUInt64();
        Vector256<ulong> low67 = Avx2.UnpackLow(row6, row7).AsUInt64(), high67 = Avx2.UnpackHigh(row6, row7).AsUInt64();

        Halves(Avx2.UnpackLow(low01, low23), Avx2.UnpackLow(low45, low67), out words[0], out words[4]);
        Halves(Avx2.UnpackHigh(low01, low23), Avx2.UnpackHigh(low45, low67), out words[1], out words[5]);
        Halves(Avx2.UnpackLow(high01, high23), Avx2.UnpackLow(high45, high67), out words[2], out words[6]);
        Halves(Avx2.UnpackHigh(high01, high23), Avx2.UnpackHigh(high45, high67), out words[3], out words[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Row(ref byte text, int offset) =>
        Vector256.LoadUnsafe(ref text, (nuint)offset).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(
        Vector256<ulong> lanes0To3, Vector256<ulong> lanes4To7, out Vector256<uint> low, out Vector256<uint> high)
    {
        low = Avx2.Permute2x128(lanes0To3, lanes4To7, 0x20).AsUInt32();
        high = Avx2.Permute2x128(lanes0To3, lanes4To7, 0x31).AsUInt32();
    }
}
