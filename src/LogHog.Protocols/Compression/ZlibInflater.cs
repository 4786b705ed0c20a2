using System.Buffers;
using System.IO.Compression;

namespace LogHog.Protocols.Compression;

internal enum InflateStatus : byte
{
    Done,
    Bad,
    TooLarge,
}

/// <summary>
/// Inflates one whole zlib stream (RFC 1950) from memory into memory with the platform's ZLibStream, and stops at its limit.
/// ZLibStream has its state made and thrown away for each message: compressed messages cost a few µs more than plain ones.
/// </summary>
internal static class ZlibInflater
{
    /// <param name="input">The stream with nothing behind it.</param>
    /// <param name="outputBytesMax">One byte more is <see cref="InflateStatus.TooLarge"/>.</param>
    /// <param name="buffer">From the shared pool or null; replaced when it is too small. The caller returns it.</param>
    /// <param name="written">Bytes of the text, when done.</param>
    public static InflateStatus Inflate(ReadOnlyMemory<byte> input, int outputBytesMax, ref byte[]? buffer, out int written)
    {
        written = 0;
        if (!IsHeader(input.Span))
            return InflateStatus.Bad;
        // Log text shrinks to a fifth or so; one growth more costs less than a buffer that is far too large.
        buffer ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(outputBytesMax, Math.Max(1024L, 6L * input.Length)));
        using var source = new DeflateInputStream(input);
        using var zlib = new ZLibStream(source, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                if (written == outputBytesMax)
                    return zlib.ReadByte() < 0 ? source.Verdict : InflateStatus.TooLarge;
                if (written == buffer.Length)
                    Grow(ref buffer, outputBytesMax);
                int bytes = zlib.Read(buffer, written, Math.Min(buffer.Length, outputBytesMax) - written);
                if (bytes == 0)
                    return source.Verdict;
                written += bytes;
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return InflateStatus.Bad;
        }
    }

    /// <summary>
    /// Deflate, a window of 32 KiB at most, no preset dictionary, and the check bits right: what is no zlib stream at all is
    /// refused without the cost of an exception.
    /// </summary>
    private static bool IsHeader(ReadOnlySpan<byte> input) =>
        input.Length > 2 && (input[0] & 0x0F) == 8 && input[0] >> 4 <= 7 && (input[1] & 0x20) == 0
        && ((input[0] << 8) | input[1]) % 31 == 0;

    /// <summary>Takes a buffer twice as large.</summary>
    public static void Grow(ref byte[] buffer, int outputBytesMax)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(outputBytesMax, 2L * buffer.Length));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
