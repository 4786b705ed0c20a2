using System.Buffers.Binary;
using System.Numerics;

namespace LogHog.Engine.Index;

/// <summary>
/// Numbers of equally few bits, one after the other, the lowest bit first. A run of them starts at a byte, and eight bytes
/// (<see cref="SectionWriter.PackedPadding"/>) that may be read follow it.
/// </summary>
internal static class PackedBits
{
    public static int Width(ulong max) => 64 - BitOperations.LeadingZeroCount(max);

    public static int Bytes(int count, int width) => (int)((((long)count * width) + 7) / 8);

    public static void Write(SectionWriter into, ReadOnlySpan<ulong> values, int width)
    {
        if (width == 0)
            return;
        Span<byte> bytes = into.Take(Bytes(values.Length, width));
        int at = 0;
        int used = 0;
        ulong word = 0;
        foreach (ulong value in values)
        {
            word |= value << used;
            used += width;
            if (used < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], word);
            at += 8;
            used -= 64;
            word = used == 0 ? 0 : value >> (width - used);
        }

        for (; used > 0; used -= 8, word >>= 8)
            bytes[at++] = (byte)word;
    }

    /// <summary>One number of a run.</summary>
    public static ulong Read(ReadOnlySpan<byte> run, int index, int width)
    {
        if (width == 0)
            return 0;
        long bit = (long)index * width;
        int at = (int)(bit >> 3);
        int shift = (int)(bit & 7);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(run[at..]) >> shift;
        if (shift + width > 64)
            value |= (ulong)run[at + 8] << (64 - shift);
        return width == 64 ? value : value & ((1UL << width) - 1);
    }
}
