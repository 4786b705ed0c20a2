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

    /// <summary>Numbers of up to 16 bits, and something that is added to each.</summary>
    /// <returns>The greatest of them, or 0.</returns>
    public static int Read(ReadOnlySpan<byte> run, int first, int width, int least, Span<ushort> into)
    {
        if (width == 0)
        {
            into.Fill((ushort)least);
            return into.IsEmpty ? 0 : least;
        }

        uint mask = (1u << width) - 1;
        int most = 0;
        int bit = first * width;
        for (int i = 0; i < into.Length; i++, bit += width)
        {
            int number = least + (int)((BinaryPrimitives.ReadUInt32LittleEndian(run[(bit >> 3)..]) >> (bit & 7)) & mask);
            most = Math.Max(most, number);
            into[i] = (ushort)number;
        }

        return most;
    }

    /// <summary>Numbers of up to 64 bits.</summary>
    public static void Read(ReadOnlySpan<byte> run, int first, int width, Span<ulong> into)
    {
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        long bit = (long)first * width;
        for (int i = 0; i < into.Length; i++, bit += width)
        {
            int at = (int)(bit >> 3);
            int shift = (int)(bit & 7);
            ulong value = width == 0 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(run[at..]) >> shift;
            if (shift + width > 64)
                value |= (ulong)run[at + 8] << (64 - shift);
            into[i] = value & mask;
        }
    }
}
