using System.Buffers.Binary;

namespace LogHog.Engine.Index;

/// <summary>
/// A word (see <see cref="Query.Values.Words"/>) as 64 bits. It is part of the format of the index: filters are filled and asked with it.
/// </summary>
/// <remarks>
/// Eight bytes at a time are multiplied into 128 bits, whose halves are folded (as in wyhash). Reads never leave the word but for
/// bytes before its end, so that a word can be hashed where it stands.
/// </remarks>
internal static class WordHash
{
    private const ulong P0 = 0xA0761D6478BD642F;
    private const ulong P1 = 0xE7037ED1A0B428DB;
    private const ulong P2 = 0x8EBC6AF09C88C6E3;

    /// <param name="word">Any bytes.</param>
    /// <returns>Never 0.</returns>
    public static ulong Of(ReadOnlySpan<byte> word)
    {
        ulong a, b;
        ulong seed = P0;
        if (word.Length > 16)
        {
            ReadOnlySpan<byte> rest = word;
            for (; rest.Length > 16; rest = rest[16..])
                seed = Fold(Read(rest) ^ P1, Read(rest[8..]) ^ seed);
            (a, b) = (Read(word[^16..]), Read(word[^8..]));
        }
        else if (word.Length > 8)
        {
            (a, b) = (Read(word), Read(word[^8..]));
        }
        else
        {
            (a, b) = (Short(word), 0);
        }

        return Fold(Fold(a ^ P1, b ^ seed) ^ P2, (ulong)word.Length ^ P1) | 1;
    }

    /// <summary>Up to eight bytes in the upper end of 64 bits.</summary>
    private static ulong Short(ReadOnlySpan<byte> word)
    {
        ulong value = 0;
        for (int i = 0; i < word.Length; i++)
            value |= (ulong)word[i] << ((8 - word.Length + i) * 8);
        return value;
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
