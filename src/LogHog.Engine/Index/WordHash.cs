using System.Buffers.Binary;

namespace LogHog.Engine.Index;

/// <summary>
/// A word (see <see cref="Query.Values.Words"/>) as 64 bits. It is part of the format of the index: filters are filled and asked with it.
/// </summary>
/// <remarks>
/// Sixteen bytes at a time are multiplied into 128 bits, whose halves are folded (as in wyhash). A word is hashed where it stands:
/// what is read beside it stands before it, and is cleared.
/// </remarks>
internal static class WordHash
{
    private const ulong P0 = 0xA0761D6478BD642F;
    private const ulong P1 = 0xE7037ED1A0B428DB;
    private const ulong P2 = 0x8EBC6AF09C88C6E3;

    /// <param name="word">Any bytes.</param>
    /// <returns>Never 0.</returns>
    public static ulong Of(ReadOnlySpan<byte> word) => Of(word, 0, word.Length);

    /// <summary>The word that stands at a place of a text.</summary>
    public static ulong Of(ReadOnlySpan<byte> text, int start, int end)
    {
        int length = end - start;
        ulong seed = P0;
        ulong first;
        ulong last = 0;
        if (length <= 8)
        {
            // The bytes up to its end, in the upper end of 64 bits; then those before its start are cleared.
            first = end >= 8 ? Read(text[(end - 8)..]) : WordMask.UpToEight(text[..end]) << (8 * (8 - end));
            int before = 8 * (8 - length);
            first = first >> before << before;
        }
        else
        {
            for (; end - start > 16; start += 16)
                seed = Fold(Read(text[start..]) ^ P1, Read(text[(start + 8)..]) ^ seed);
            first = Read(text[(length > 16 ? end - 16 : start)..]);
            last = Read(text[(end - 8)..]);
        }

        return Fold(Fold(first ^ P1, last ^ seed) ^ P2, (ulong)length ^ P1) | 1;
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
