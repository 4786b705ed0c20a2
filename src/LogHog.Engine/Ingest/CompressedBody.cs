using System.Buffers.Binary;
using System.IO.Compression;
using LogHog.Engine.Storage.Codecs;
using LogHog.Protocols.Compression;

namespace LogHog.Engine.Ingest;

/// <summary>The content codings of HTTP (RFC 9110 §8.4.1, RFC 9659) that requests with events may have.</summary>
public enum ContentCoding : byte
{
    Identity,
    Gzip,

    /// <summary>A zlib stream (RFC 1950), as the standard has it.</summary>
    Deflate,

    /// <summary>The same without zlib's head and sum, which some mean by <c>deflate</c>, and Loki takes alone: see <see cref="CompressedBody.Of"/>.</summary>
    RawDeflate,
    Zstd,

    /// <summary>Not a stream of bytes: see <see cref="Protocols.Compression.SnappyBlock"/> and <see cref="Protocols.Compression.SnappyFrames"/>.</summary>
    Snappy,
}

/// <summary>Undoes the compression of a request.</summary>
public static class CompressedBody
{
    // RFC 9659: over HTTP a zstd window has at most 8 MiB. A decoder sets that much aside for a frame of a few bytes.
    private const int ZstdWindowLogMax = 23;

    private static readonly byte[] Mark = [.. "end of body "u8, 0x8e, 0x11, 0xd7, 0x3a];
    private static readonly byte[] PackedMark = Pack(Mark);

    /// <summary>The coding of a <c>Content-Encoding</c>; null = one that is not known, or several.</summary>
    public static ContentCoding? Parse(string contentEncoding) => contentEncoding.Trim().ToUpperInvariant() switch
    {
        "" or "IDENTITY" => ContentCoding.Identity,
        "GZIP" or "X-GZIP" => ContentCoding.Gzip,
        "DEFLATE" or "ZLIB" => ContentCoding.Deflate,
        "ZSTD" when LibZstd.IsHere => ContentCoding.Zstd,
        "SNAPPY" or "X-SNAPPY-FRAMED" => ContentCoding.Snappy,
        _ => null,
    };

    /// <summary>The coding that the bytes really have, of the two that <c>deflate</c> may mean.</summary>
    public static ContentCoding Of(ContentCoding said, ReadOnlySpan<byte> packed) =>
        said == ContentCoding.Deflate && (packed.Length < 2 || (packed[0] & 0x0F) != 8 || ((packed[0] << 8) | packed[1]) % 31 != 0) ? ContentCoding.RawDeflate : said;

    /// <summary>
    /// What has to stand behind the packed bytes when they are opened: a gzip member of a mark. .NET's GZipStream ends quietly
    /// where its data are cut; the mark then does not come out at the end.
    /// </summary>
    public static ReadOnlySpan<byte> Tail(ContentCoding coding) => coding == ContentCoding.Gzip ? PackedMark : default;

    /// <summary>The most bytes that <see cref="Tail"/> adds to the text.</summary>
    public static int TailTextBytes => Mark.Length;

    /// <summary>
    /// The text, read on demand; damaged or cut data are an <see cref="InvalidDataException"/> or an <see cref="IOException"/>
    /// from its Read, or show in <see cref="TryEnd"/>.
    /// </summary>
    /// <param name="coding">How it is packed.</param>
    /// <param name="packed">With <see cref="Tail"/> at its end.</param>
    public static Stream Open(ContentCoding coding, Stream packed) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(packed, CompressionMode.Decompress),
        ContentCoding.Deflate => new ZLibStream(packed, CompressionMode.Decompress),
        ContentCoding.RawDeflate => new DeflateStream(packed, CompressionMode.Decompress),
        ContentCoding.Zstd => new ZstdDecodeStream(packed, ZstdWindowLogMax),
        _ => packed,
    };

    /// <summary>Whether the packed bytes were whole.</summary>
    /// <param name="coding">How it was packed.</param>
    /// <param name="packed">The packed bytes, without a tail.</param>
    /// <param name="text">All that came out.</param>
    /// <param name="length">Bytes of the text that are the sender's.</param>
    public static bool TryEnd(ContentCoding coding, ReadOnlyMemory<byte> packed, ReadOnlySpan<byte> text, out int length)
    {
        length = text.Length;
        switch (coding)
        {
            case ContentCoding.Gzip:
                length -= Mark.Length;
                return text.EndsWith(Mark);
            case ContentCoding.Deflate:
                return packed.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(packed.Span[^sizeof(uint)..]) == Adler32(text);
            case ContentCoding.RawDeflate:
                return IsWholeDeflate(packed);
            default:
                return true;
        }
    }

    /// <summary>There is no sum to tell: it is read once more, by what notices where it ends.</summary>
    private static bool IsWholeDeflate(ReadOnlyMemory<byte> packed)
    {
        using DeflateInputStream input = new(packed);
        using DeflateStream deflate = new(input, CompressionMode.Decompress);
        Span<byte> passed = stackalloc byte[4 << 10];
        while (deflate.Read(passed) > 0)
        {
        }

        return input.IsWhole;
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>RFC 1950 §8.2.</summary>
    private static uint Adler32(ReadOnlySpan<byte> text)
    {
        const uint modulus = 65_521;
        // So many bytes fit before the sums do not fit into 32 bits.
        const int run = 5_552;
        uint a = 1;
        uint b = 0;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> piece = text[..Math.Min(run, text.Length)];
            foreach (byte one in piece)
            {
                a += one;
                b += a;
            }

            a %= modulus;
            b %= modulus;
            text = text[piece.Length..];
        }

        return (b << 16) | a;
    }
}
