using System.Buffers;
using System.IO.Compression;

namespace LogHog.Protocols.Compression;

/// <summary>
/// Inflates whole gzip members (RFC 1952), one or several, from memory into memory with the platform's GZipStream, and stops at its
/// limit. GZipStream ends quietly where its data are cut; so a member of a mark is read behind them, which then does not come out.
/// </summary>
internal static class GzipInflater
{
    private static readonly byte[] Mark = [.. "end of data "u8, 0x3c, 0xd1, 0x07, 0x9e];
    private static readonly byte[] PackedMark = Pack(Mark);

    /// <summary>Whether it begins as gzip does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> input) => input.Length > 2 && input[0] == 0x1F && input[1] == 0x8B;

    /// <inheritdoc cref="ZlibInflater.Inflate"/>
    public static InflateStatus Inflate(ReadOnlyMemory<byte> input, int outputBytesMax, ref byte[]? buffer, out int written)
    {
        written = 0;
        if (!IsGzip(input.Span))
            return InflateStatus.Bad;
        int bytesMax = outputBytesMax + Mark.Length;
        buffer ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(bytesMax, Math.Max(1024L, 6L * input.Length)));
        using var source = new TailedInput(input, PackedMark);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                if (written == bytesMax)
                    return gzip.ReadByte() < 0 ? End(buffer, ref written) : InflateStatus.TooLarge;
                if (written == buffer.Length)
                    ZlibInflater.Grow(ref buffer, bytesMax);
                int bytes = gzip.Read(buffer, written, Math.Min(buffer.Length, bytesMax) - written);
                if (bytes == 0)
                    return End(buffer, ref written);
                written += bytes;
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return InflateStatus.Bad;
        }
    }

    private static InflateStatus End(byte[] buffer, ref int written)
    {
        if (!buffer.AsSpan(0, written).EndsWith(Mark))
            return InflateStatus.Bad;
        written -= Mark.Length;
        return InflateStatus.Done;
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }
}
