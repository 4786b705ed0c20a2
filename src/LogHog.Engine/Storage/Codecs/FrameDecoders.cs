using System.IO.Compression;
using ICSharpCode.SharpZipLib.BZip2;
using ICSharpCode.SharpZipLib.GZip;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>Streams that give the text of packed bytes.</summary>
internal static class FrameDecoders
{
    /// <summary>
    /// Opens the text of a frame; some read its header at once. Damage shows as <see cref="InvalidDataException"/>, a cut as <see cref="EndOfStreamException"/>
    /// where the format can tell (bzip2's decoder has its own exceptions).
    /// </summary>
    /// <exception cref="DllNotFoundException">The format's library is not here.</exception>
    /// <param name="format">How it is packed.</param>
    /// <param name="packed">The bytes of one frame.</param>
    /// <param name="lengthIsKnown">The caller knows the length of the text and will notice if some is missing.</param>
    public static Stream Open(CompressionFormat format, Stream packed, bool lengthIsKnown) => format switch
    {
        CompressionFormat.Xz => new XzDecodeStream(packed),
        // .NET's is the faster one, but takes data that are cut short for complete.
        CompressionFormat.Gzip when lengthIsKnown => new GZipStream(packed, CompressionMode.Decompress),
        CompressionFormat.Gzip => new GZipInputStream(packed),
        CompressionFormat.Bzip2 => new BZip2InputStream(packed),
        CompressionFormat.Zstd => new ZstdDecodeStream(packed),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
