using System.Buffers.Binary;

namespace LogHog.Protocols.Compression;

/// <summary>Snappy's block format (google/snappy, format_description.txt): what Loki's and Prometheus' clients pack protobuf with.</summary>
public static class SnappyBlock
{
    private const int LengthBytesMax = 5;

    /// <summary>How many bytes come out, as the block itself says: check it before making room.</summary>
    /// <param name="packed">The block.</param>
    /// <param name="bytes">Bytes of the text.</param>
    /// <param name="headerBytes">Bytes of the block before its first element.</param>
    public static bool TryReadLength(ReadOnlySpan<byte> packed, out int bytes, out int headerBytes)
    {
        ulong value = 0;
        bytes = 0;
        headerBytes = 0;
        while (headerBytes < packed.Length && headerBytes < LengthBytesMax)
        {
            byte next = packed[headerBytes];
            value |= (ulong)(next & 0x7F) << (7 * headerBytes++);
            if (next < 0x80)
            {
                bytes = (int)Math.Min(value, int.MaxValue);
                return value <= int.MaxValue;
            }
        }

        return false;
    }

    /// <summary>Unpacks a whole block.</summary>
    /// <param name="packed">The block.</param>
    /// <param name="output">Exactly as long as <see cref="TryReadLength"/> says.</param>
    /// <returns>False: it is damaged, or does not give just so many bytes.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        if (!TryReadLength(packed, out int length, out int at) || length != output.Length)
            return false;
        int written = 0;
        while (at < packed.Length)
        {
            byte tag = packed[at++];
            bool isGood = (tag & 3) == 0
                ? TryCopyLiteral(tag >> 2, packed, ref at, output, ref written)
                : TryReadCopy(tag, packed, ref at, out int size, out int offset) && TryCopyBack(size, offset, output, ref written);
            if (!isGood)
                return false;
        }

        return written == output.Length;
    }

    /// <summary>Its length less one is in the tag, or in the 1 to 4 bytes behind it.</summary>
    private static bool TryCopyLiteral(int lengthLess1, ReadOnlySpan<byte> packed, ref int at, Span<byte> output, ref int written)
    {
        const int inTagMax = 59;
        long length = lengthLess1 + 1L;
        if (lengthLess1 > inTagMax)
        {
            int lengthBytes = lengthLess1 - inTagMax;
            if (packed.Length - at < lengthBytes)
                return false;
            length = 1;
            for (int index = 0; index < lengthBytes; index++)
                length += (long)packed[at++] << (8 * index);
        }

        if (length > packed.Length - at || length > output.Length - written)
            return false;
        packed.Slice(at, (int)length).CopyTo(output[written..]);
        at += (int)length;
        written += (int)length;
        return true;
    }

    private static bool TryReadCopy(byte tag, ReadOnlySpan<byte> packed, ref int at, out int size, out int offset)
    {
        size = (tag >> 2) + 1;
        offset = 0;
        int offsetBytes = (tag & 3) switch { 1 => 1, 2 => sizeof(ushort), _ => sizeof(uint) };
        if (packed.Length - at < offsetBytes)
            return false;
        switch (offsetBytes)
        {
            case 1:
                size = ((tag >> 2) & 7) + 4;
                offset = ((tag >> 5) << 8) | packed[at];
                break;
            case sizeof(ushort):
                offset = BinaryPrimitives.ReadUInt16LittleEndian(packed[at..]);
                break;
            default:
                offset = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(packed[at..]), int.MaxValue);
                break;
        }

        at += offsetBytes;
        return true;
    }

    /// <summary>What is copied may reach into what it writes: then it repeats.</summary>
    private static bool TryCopyBack(int size, int offset, Span<byte> output, ref int written)
    {
        if (offset == 0 || offset > written || size > output.Length - written)
            return false;
        if (offset >= size)
        {
            output.Slice(written - offset, size).CopyTo(output[written..]);
        }
        else
        {
            for (int index = 0; index < size; index++)
                output[written + index] = output[written + index - offset];
        }

        written += size;
        return true;
    }
}
