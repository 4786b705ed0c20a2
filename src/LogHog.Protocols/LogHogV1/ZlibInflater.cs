using System.Buffers;
using System.Buffers.Binary;

namespace LogHog.Protocols.LogHogV1;

internal enum InflateStatus : byte
{
    Done,
    Bad,
    TooLarge,
}

/// <summary>
/// Inflates one whole zlib stream (RFC 1950, RFC 1951) from memory into memory. The platform's ZLibStream allocates its
/// state for each message, and hides whether bytes follow the stream; this keeps nothing but the output buffer, and stops
/// exactly at its limit.
/// </summary>
internal static class ZlibInflater
{
    private const int HeaderBytes = 2;
    private const int ChecksumBytes = 4;

    /// <param name="input">The stream with nothing behind it.</param>
    /// <param name="outputBytesMax">One byte more is <see cref="InflateStatus.TooLarge"/>.</param>
    /// <param name="buffer">From the shared pool or null; replaced when it is too small. The caller returns it.</param>
    /// <param name="written">Bytes of the text, when done.</param>
    public static InflateStatus Inflate(ReadOnlySpan<byte> input, int outputBytesMax, ref byte[]? buffer, out int written)
    {
        written = 0;
        if (input.Length < HeaderBytes + ChecksumBytes || !IsHeader(input))
            return InflateStatus.Bad;
        // Log text shrinks to a fifth or so; one growth more costs less than a buffer that is far too large.
        buffer ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(outputBytesMax, Math.Max(1024L, 6L * input.Length)));
        var output = new InflateOutput(buffer, outputBytesMax);
        var bits = new DeflateBits(input[HeaderBytes..^ChecksumBytes]);
        InflateStatus status = DeflateBlocks.Read(ref bits, ref output);
        buffer = output.Buffer;
        if (status != InflateStatus.Done)
            return status;
        if (!bits.IsAtEnd)
            return InflateStatus.Bad;
        written = output.Written;
        uint checksum = BinaryPrimitives.ReadUInt32BigEndian(input[^ChecksumBytes..]);
        return checksum == Adler32(buffer.AsSpan(0, written)) ? InflateStatus.Done : InflateStatus.Bad;
    }

    /// <summary>Deflate, a window of 32 KiB at most, no preset dictionary, and the check bits right.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> input) =>
        (input[0] & 0x0F) == 8 && input[0] >> 4 <= 7 && (input[1] & 0x20) == 0 && ((input[0] << 8) | input[1]) % 31 == 0;

    private static uint Adler32(ReadOnlySpan<byte> text)
    {
        const uint Modulus = 65521;
        // So many bytes can be summed before a 32-bit sum could overflow (RFC 1950's reference code).
        const int RunBytesMax = 5552;
        uint a = 1;
        uint b = 0;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> run = text[..Math.Min(text.Length, RunBytesMax)];
            foreach (byte value in run)
            {
                a += value;
                b += a;
            }
            a %= Modulus;
            b %= Modulus;
            text = text[run.Length..];
        }
        return (b << 16) | a;
    }
}

/// <summary>The growing output, which is also the window that matches point back into.</summary>
internal ref struct InflateOutput(byte[] buffer, int bytesMax)
{
    public byte[] Buffer { get; private set; } = buffer;

    public int Written { get; private set; }

    public bool TryAppend(byte literal)
    {
        if (!TryMakeRoom(1))
            return false;
        Buffer[Written++] = literal;
        return true;
    }

    public bool TryAppend(ReadOnlySpan<byte> stored)
    {
        if (!TryMakeRoom(stored.Length))
            return false;
        stored.CopyTo(Buffer.AsSpan(Written));
        Written += stored.Length;
        return true;
    }

    /// <summary>Repeats what stands so far back, 1 to <see cref="Written"/> bytes; it may overlap what it writes.</summary>
    public bool TryRepeat(int distance, int length)
    {
        if (!TryMakeRoom(length))
            return false;
        Span<byte> target = Buffer.AsSpan(Written, length);
        ReadOnlySpan<byte> source = Buffer.AsSpan(Written - distance);
        if (distance >= length)
            source[..length].CopyTo(target);
        else if (distance == 1)
            target.Fill(source[0]);
        else
        {
            for (int i = 0; i < length; i++)
                target[i] = source[i];
        }
        Written += length;
        return true;
    }

    private bool TryMakeRoom(int bytes) => Written + bytes <= Math.Min(Buffer.Length, bytesMax) || TryGrow(bytes);

    private bool TryGrow(int bytes)
    {
        if (Written + bytes > bytesMax)
            return false;
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytesMax, Math.Max(Written + bytes, 2L * Buffer.Length)));
        Buffer.AsSpan(0, Written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = larger;
        return true;
    }
}
