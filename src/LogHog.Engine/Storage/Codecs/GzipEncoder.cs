using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>
/// One gzip member (RFC 1952) that says in its header how long it is: an extra field <c>LH</c> with the member's bytes as
/// a 32-bit number. So a reader can step from member to member without inflating, and a torn tail is found at once.
/// </summary>
internal sealed class GzipEncoder(int level) : IFrameEncoder
{
    /// <summary>Magic, deflate, FEXTRA, no time, no flags, unknown system; 8 bytes of extra field: L H 4 0 and the length.</summary>
    public static ReadOnlySpan<byte> HeaderStart => [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, (byte)'L', (byte)'H', 4, 0];

    public const int HeaderBytes = 20;
    public const int TrailerBytes = 8;

    private readonly ZLibCompressionOptions _options = new() { CompressionLevel = level };

    public void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        using MemoryStream member = new(HeaderBytes + text.Length / 4 + 64);
        member.Write(HeaderStart);
        member.Write([0, 0, 0, 0]);
        using (DeflateStream deflate = new(member, _options, leaveOpen: true))
            deflate.Write(text);
        if (text.IsEmpty)
            member.Write([3, 0]); // an empty deflate block: DeflateStream writes nothing when it got nothing
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc(text));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)text.Length);
        member.Write(trailer);
        Span<byte> bytes = member.GetBuffer().AsSpan(0, (int)member.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[HeaderStart.Length..], (uint)bytes.Length);
        output.Write(bytes);
    }

    public void Dispose()
    {
    }

    private static uint Crc(ReadOnlySpan<byte> text)
    {
        // The package's CRC takes arrays only.
        byte[] copy = ArrayPool<byte>.Shared.Rent(text.Length);
        text.CopyTo(copy);
        Crc32 crc = new();
        crc.Update(new ArraySegment<byte>(copy, 0, text.Length));
        ArrayPool<byte>.Shared.Return(copy);
        return (uint)crc.Value;
    }
}
