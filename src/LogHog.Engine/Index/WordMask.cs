using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>
/// Which bytes of a text belong to words, 64 bytes at a time. ASCII is told by vectors; each other character is asked of
/// <see cref="Words"/>, also one that lies across two steps.
/// </summary>
internal ref struct WordMask(ReadOnlySpan<byte> text)
{
    public const int StepBytes = 64;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The bytes before this one belong to a character that was told already.</summary>
    private int _told;
    private bool _toldIsWord;

    /// <summary>Bit i: byte <c>at + i</c> belongs to a word; none behind the end of the text.</summary>
    /// <param name="at">A multiple of <see cref="StepBytes"/>, one after the other.</param>
    /// <param name="digits">Bit i: it is an ASCII digit.</param>
    public ulong Next(int at, out ulong digits)
    {
        ReadOnlySpan<byte> rest = _text[at..];
        ref byte first = ref MemoryMarshal.GetReference(rest);
        ulong words;
        ulong high;
        if (rest.Length >= 2 * Vector256<byte>.Count)
        {
            words = Of(Vector256.LoadUnsafe(ref first), out uint digitsLow, out uint highLow)
                | ((ulong)Of(Vector256.LoadUnsafe(ref first, (nuint)Vector256<byte>.Count), out uint digitsHigh, out uint highHigh) << 32);
            digits = digitsLow | ((ulong)digitsHigh << 32);
            high = highLow | ((ulong)highHigh << 32);
        }
        else if (rest.Length >= Vector256<byte>.Count)
        {
            // The second step begins so much earlier that it ends with the text.
            int shift = rest.Length - Vector256<byte>.Count;
            words = Of(Vector256.LoadUnsafe(ref first), out uint digitsLow, out uint highLow)
                | ((ulong)Of(Vector256.LoadUnsafe(ref first, (nuint)shift), out uint digitsHigh, out uint highHigh) << shift);
            digits = digitsLow | ((ulong)digitsHigh << shift);
            high = highLow | ((ulong)highHigh << shift);
        }
        else
        {
            words = Of(Load(rest), out uint digitsLow, out uint highLow);
            (digits, high) = (digitsLow, highLow);
        }

        return (high | (uint)(_told - at > 0 ? 1 : 0)) == 0 ? words : WithOthers(words, high, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Of(Vector256<byte> bytes, out uint digits, out uint high)
    {
        Vector256<byte> digit = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        Vector256<byte> letter = Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));
        digits = digit.ExtractMostSignificantBits();
        high = bytes.ExtractMostSignificantBits();
        return (digit | letter | Vector256.Equals(bytes, Vector256.Create((byte)'_'))).ExtractMostSignificantBits();
    }

    /// <summary>Less than 32 bytes, and zeros behind them. Reads none that are not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 16)
            return Vector256.Create(Vector128.Create(bytes), Short(bytes[16..]));
        return bytes.Length == 16 ? Vector128.Create(bytes).ToVector256() : Short(bytes).ToVector256();
    }

    /// <summary>Less than 16 bytes, and zeros behind them.</summary>
    private static Vector128<byte> Short(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 8
            ? Vector128.Create(UpToEight(bytes), 0).AsByte()
            : Vector128.Create(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (8 * (16 - bytes.Length))).AsByte();

    /// <summary>Up to eight bytes as a number, the first the lowest.</summary>
    public static ulong UpToEight(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        if (length >= 4)
        {
            if (length == 8)
                return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << (8 * (length - 4)));
        }

        if (length == 0)
            return 0;
        int middle = length / 2;
        return bytes[0] | ((ulong)bytes[middle] << (8 * middle)) | ((ulong)bytes[^1] << (8 * (length - 1)));
    }

    /// <summary>Adds the characters that are not ASCII.</summary>
    private ulong WithOthers(ulong words, ulong high, int at)
    {
        if (_told > at)
        {
            ulong told = (1UL << (_told - at)) - 1;
            words |= _toldIsWord ? told : 0;
            high &= ~told;
        }

        while (high != 0)
        {
            int i = BitOperations.TrailingZeroCount(high);
            _toldIsWord = Words.IsWordChar(Utf8.DecodeRune(_text[(at + i)..], out int length));
            _told = at + i + length;
            ulong bytes = ((1UL << length) - 1) << i;
            words |= _toldIsWord ? bytes : 0;
            high &= ~bytes;
        }

        return words;
    }
}
