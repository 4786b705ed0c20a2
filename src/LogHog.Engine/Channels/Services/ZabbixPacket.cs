using System.Buffers.Binary;
using System.IO.Compression;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// What goes over Zabbix's connections (Zabbix manual, appendix "Header"): <c>ZBXD</c>, a byte of flags, the length of what follows and its
/// uncompressed length, little-endian, 4 bytes each or 8 in a large packet. Ours are plain; an answer may have any of the forms.
/// </summary>
internal static class ZabbixPacket
{
    private const byte Protocol = 1;
    private const byte Compressed = 2;
    private const byte Large = 4;

    private const int PrefixBytes = 5;

    // An answer is a line of JSON; a page of somebody else's server is not read to its end.
    private const int AnswerBytesMax = 64 << 10;

    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        byte[] packet = [.. "ZBXD"u8, Protocol, .. new byte[8], .. content];
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(PrefixBytes), content.Length);
        return packet;
    }

    /// <exception cref="ServiceException">It is none of Zabbix, or too large.</exception>
    /// <exception cref="IOException">It ends early.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] prefix = new byte[PrefixBytes];
        await stream.ReadExactlyAsync(prefix, cancellation);
        byte flags = prefix[4];
        if (!prefix.AsSpan(0, 4).SequenceEqual("ZBXD"u8) || (flags & Protocol) == 0 || flags > (Protocol | Compressed | Large))
            throw Foreign();
        bool isLarge = (flags & Large) != 0, isCompressed = (flags & Compressed) != 0;
        byte[] lengths = new byte[isLarge ? 16 : 8];
        await stream.ReadExactlyAsync(lengths, cancellation);
        byte[] content = new byte[Length(lengths, isLarge)];
        await stream.ReadExactlyAsync(content, cancellation);
        return isCompressed ? Inflate(content, Length(lengths.AsSpan(lengths.Length / 2), isLarge)) : content;
    }

    private static int Length(ReadOnlySpan<byte> bytes, bool isLarge)
    {
        ulong length = isLarge ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= AnswerBytesMax ? (int)length : throw Foreign();
    }

    /// <summary>As long as it says that it is, neither less nor more.</summary>
    private static byte[] Inflate(byte[] compressed, int length)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(compressed), CompressionMode.Decompress);
            byte[] content = new byte[length];
            stream.ReadExactly(content);
            return stream.ReadByte() < 0 ? content : throw Foreign();
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw Foreign();
        }
    }

    private static ServiceException Foreign() => new(ServiceFailureKind.BadAnswer, "the answer is none of Zabbix");
}
