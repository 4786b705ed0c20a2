using System.Buffers;
using System.Buffers.Binary;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>
/// Finds where the frames of an archive lie, from headers alone. Where a header says nothing (another program's archive) or is
/// damaged, the next place that looks like a beginning is searched; what lies before it is a frame, whatever it holds.
/// </summary>
internal static class FrameFinder
{
    private const int WindowBytes = 256 * 1024;

    private static ReadOnlySpan<byte> XzStart => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0, 4]; // with our CRC64
    private static ReadOnlySpan<byte> ZstdStart => [0x28, 0xB5, 0x2F, 0xFD];
    private static ReadOnlySpan<byte> Bzip2BlockStart => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    public static IReadOnlyList<ArchiveFrame> Find(DurableFile file, CompressionFormat? format)
    {
        long end = file.Length;
        if (end == 0)
            return [];
        if (format is null)
            return [new ArchiveFrame(0, end, end)];
        List<ArchiveFrame> frames = [];
        for (long at = 0; at < end;)
        {
            ArchiveFrame? measured = format switch
            {
                CompressionFormat.Xz => MeasureXz(file, at),
                CompressionFormat.Gzip => MeasureGzip(file, at),
                CompressionFormat.Zstd => ZstdFrame.Measure(file, at),
                _ => null,
            };
            if (measured is not { } frame || frame.Offset + frame.Bytes > end)
                frame = new ArchiveFrame(at, NextStart(file, at + 1, end, format.Value) - at, -1);
            frames.Add(frame);
            at += frame.Bytes;
        }
        return frames;
    }

    /// <summary>A member with our extra field; null = another program's, or cut short before its end.</summary>
    public static ArchiveFrame? MeasureGzip(DurableFile file, long at)
    {
        Span<byte> header = stackalloc byte[GzipEncoder.HeaderBytes];
        if (file.Read(at, header) < header.Length || !header.StartsWith(GzipEncoder.HeaderStart))
            return null;
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[GzipEncoder.HeaderStart.Length..]);
        Span<byte> textBytes = stackalloc byte[4];
        if (bytes < GzipEncoder.HeaderBytes + GzipEncoder.TrailerBytes || file.Read(at + bytes - 4, textBytes) < 4)
            return null;
        return new ArchiveFrame(at, bytes, BinaryPrimitives.ReadUInt32LittleEndian(textBytes));
    }

    /// <summary>A stream of one block whose header holds both sizes, as <see cref="XzEncoder"/> makes it (.xz file format 1.2, §2 and §3).</summary>
    private static ArchiveFrame? MeasureXz(DurableFile file, long at)
    {
        const int streamHeaderBytes = 12;
        const int checkBytes = 8;
        Span<byte> start = stackalloc byte[streamHeaderBytes + 32];
        start = start[..file.Read(at, start)];
        if (start.Length <= streamHeaderBytes + 2 || !start.StartsWith(XzStart))
            return null;
        int blockHeaderBytes = (start[streamHeaderBytes] + 1) * 4;
        const byte bothSizes = 0xC0;
        int position = streamHeaderBytes + 2;
        if (start[streamHeaderBytes] == 0 || (start[streamHeaderBytes + 1] & bothSizes) != bothSizes
            || !TryReadNumber(start, ref position, out long packedBytes)
            || !TryReadNumber(start, ref position, out long textBytes))
            return null;
        long unpaddedBytes = blockHeaderBytes + packedBytes + checkBytes;
        long indexBytes = 1 + 1 + NumberBytes(unpaddedBytes) + NumberBytes(textBytes);
        long bytes = streamHeaderBytes + Padded(unpaddedBytes) + Padded(indexBytes) + 4 + streamHeaderBytes;
        Span<byte> footer = stackalloc byte[2];
        return file.Read(at + bytes - 2, footer) == 2 && footer.SequenceEqual("YZ"u8)
            ? new ArchiveFrame(at, bytes, textBytes)
            : null;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int position, out long value)
    {
        value = 0;
        for (int shift = 0; shift < 56 && position < bytes.Length; shift += 7)
        {
            byte next = bytes[position++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }
        return false;
    }

    private static int NumberBytes(long value)
    {
        int bytes = 1;
        for (; value >= 0x80; value >>= 7)
            bytes++;
        return bytes;
    }

    private static long Padded(long bytes) => (bytes + 3) & ~3L;

    /// <summary>The first offset from <paramref name="from"/> on at which a frame may begin; the end of the file if none.</summary>
    private static long NextStart(DurableFile file, long from, long end, CompressionFormat format)
    {
        byte[] window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            for (long at = from; at < end;)
            {
                Span<byte> bytes = window.AsSpan(0, file.Read(at, window));
                if (IndexOfStart(bytes, format) is >= 0 and var found)
                    return at + found;
                if (bytes.Length < window.Length)
                    break;
                at += bytes.Length - GzipEncoder.HeaderBytes; // a beginning may lie across two windows
            }
            return end;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private static int IndexOfStart(ReadOnlySpan<byte> bytes, CompressionFormat format)
    {
        switch (format)
        {
            case CompressionFormat.Xz:
                return bytes.IndexOf(XzStart);
            case CompressionFormat.Gzip:
                return bytes.IndexOf(GzipEncoder.HeaderStart);
            case CompressionFormat.Zstd:
                return bytes.IndexOf(ZstdStart);
            default:
                // "BZh", the block size, the magic of the first block.
                int at = 0;
                for (int found; (found = bytes[at..].IndexOf(Bzip2BlockStart)) >= 0; at += found + 1)
                {
                    int start = at + found - 4;
                    if (start >= 0 && bytes[start..].StartsWith("BZh"u8) && bytes[start + 3] is >= (byte)'1' and <= (byte)'9')
                        return start;
                }
                return -1;
        }
    }
}
