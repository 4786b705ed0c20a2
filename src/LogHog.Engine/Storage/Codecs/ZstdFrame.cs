using System.Buffers.Binary;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>The length of a zstd frame, from its header and those of its blocks (RFC 8878, §3.1).</summary>
internal static class ZstdFrame
{
    private const uint Magic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50;

    /// <returns>Null when no frame begins here, or it is cut short.</returns>
    public static ArchiveFrame? Measure(DurableFile file, long at)
    {
        Span<byte> header = stackalloc byte[18];
        header = header[..file.Read(at, header)];
        if (header.Length < 8)
            return null;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if ((magic & ~0xFu) == SkippableMagic)
            return new ArchiveFrame(at, 8L + BinaryPrimitives.ReadUInt32LittleEndian(header[4..]), 0);
        if (magic != Magic)
            return null;
        byte descriptor = header[4];
        bool isSingleSegment = (descriptor & 0x20) != 0;
        bool hasChecksum = (descriptor & 4) != 0;
        int dictionaryIdBytes = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        int sizeBytes = (descriptor >> 6) switch { 0 => isSingleSegment ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        int sizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryIdBytes;
        if (header.Length < sizeAt + sizeBytes)
            return null;
        long textBytes = sizeBytes switch
        {
            0 => -1,
            1 => header[sizeAt],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(header[sizeAt..]) + 256,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(header[sizeAt..]),
            _ => BinaryPrimitives.ReadInt64LittleEndian(header[sizeAt..]),
        };
        long end = EndOfBlocks(file, at + sizeAt + sizeBytes);
        return end < 0 ? null : new ArchiveFrame(at, end + (hasChecksum ? 4 : 0) - at, textBytes);
    }

    private static long EndOfBlocks(DurableFile file, long at)
    {
        Span<byte> header = stackalloc byte[3];
        while (file.Read(at, header) == header.Length)
        {
            int block = header[0] | header[1] << 8 | header[2] << 16;
            bool isLast = (block & 1) != 0;
            int kind = block >> 1 & 3;
            const int repeatedByte = 1;
            const int reserved = 3;
            if (kind == reserved)
                return -1;
            at += header.Length + (kind == repeatedByte ? 1 : block >> 3);
            if (isLast)
                return at;
        }
        return -1;
    }
}
