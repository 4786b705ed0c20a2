using System.Buffers.Binary;
using System.Numerics;

namespace LogHog.Protocols.Compression;

/// <summary>
/// Snappy's framing format (google/snappy, framing_format.txt): blocks of up to 64 KiB, each with a checksum. Some senders mean it where they
/// say <c>snappy</c>, others a single <see cref="SnappyBlock"/>; its first bytes tell.
/// </summary>
public static class SnappyFrames
{
    private const int HeaderBytes = 4;
    private const int ChecksumBytes = sizeof(uint);
    private const int TextBytesMax = 1 << 16;

    private const byte Packed = 0x00;
    private const byte Plain = 0x01;
    private const byte FirstSkippable = 0x80;

    private static readonly byte[] Start = [0xFF, 0x06, 0x00, 0x00, .. "sNaPpY"u8];

    /// <summary>Whether it begins as the format does; no block does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> packed) => packed.StartsWith(Start);

    /// <summary>How many bytes come out, as the chunks themselves say: check it before making room.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> packed, out int bytes)
    {
        long sum = 0;
        bool isGood = true;
        for (ReadOnlySpan<byte> rest = packed; isGood && !rest.IsEmpty;)
        {
            isGood = TryTake(ref rest, out byte type, out ReadOnlySpan<byte> data) && TryReadText(type, data, out int textBytes) && (sum += textBytes) <= int.MaxValue;
        }

        bytes = (int)Math.Min(sum, int.MaxValue);
        return isGood;
    }

    /// <summary>Unpacks all of it.</summary>
    /// <param name="packed">What <see cref="TryReadLength"/> found good.</param>
    /// <param name="output">Exactly as long as it says.</param>
    /// <returns>False: it is damaged.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        while (!packed.IsEmpty)
        {
            if (!TryTake(ref packed, out byte type, out ReadOnlySpan<byte> data) || !TryReadText(type, data, out int bytes) || bytes > output.Length)
                return false;
            if (type is not (Packed or Plain))
                continue;
            Span<byte> text = output[..bytes];
            ReadOnlySpan<byte> content = data[ChecksumBytes..];
            if (type == Plain)
                content.CopyTo(text);
            else if (!SnappyBlock.TryDecode(content, text))
                return false;
            if (Checksum(text) != BinaryPrimitives.ReadUInt32LittleEndian(data))
                return false;
            output = output[bytes..];
        }

        return output.IsEmpty;
    }

    /// <summary>A chunk: its type, three bytes of length, its data.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> rest, out byte type, out ReadOnlySpan<byte> data)
    {
        type = 0;
        data = default;
        if (rest.Length < HeaderBytes)
            return false;
        type = rest[0];
        int bytes = rest[1] | (rest[2] << 8) | (rest[3] << 16);
        if (bytes > rest.Length - HeaderBytes)
            return false;
        data = rest.Slice(HeaderBytes, bytes);
        rest = rest[(HeaderBytes + bytes)..];
        return true;
    }

    /// <summary>How much text a chunk holds. Types from 0x80 on may be passed by, the start may come again, the others mean what nobody knows.</summary>
    private static bool TryReadText(byte type, ReadOnlySpan<byte> data, out int bytes)
    {
        bytes = 0;
        if (type is not (Packed or Plain))
            return type >= FirstSkippable;
        if (data.Length < ChecksumBytes)
            return false;
        bytes = data.Length - ChecksumBytes;
        return (type == Plain || SnappyBlock.TryReadLength(data[ChecksumBytes..], out bytes, out _)) && bytes <= TextBytesMax;
    }

    /// <summary>CRC-32C, masked as the format wants it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> text)
    {
        uint crc = uint.MaxValue;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(text));
        foreach (byte one in text)
            crc = BitOperations.Crc32C(crc, one);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
