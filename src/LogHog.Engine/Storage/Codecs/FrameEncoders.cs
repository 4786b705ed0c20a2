using LogHog.Engine.Configuration;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>Which encoders there are on this machine.</summary>
internal static class FrameEncoders
{
    /// <summary>The library that the format needs and that is not here; null = nothing is missing.</summary>
    public static string? MissingLibrary(CompressionFormat format) => format switch
    {
        CompressionFormat.Xz when !LibLzma.IsHere => "liblzma.so.5 (Debian package liblzma5)",
        CompressionFormat.Zstd when !LibZstd.IsHere => "libzstd.so.1 (Debian package libzstd1)",
        _ => null,
    };

    /// <param name="format">One of which no library is missing.</param>
    /// <param name="level">0 to 9.</param>
    public static IFrameEncoder Create(CompressionFormat format, int level) => format switch
    {
        CompressionFormat.Xz => new XzEncoder(level),
        CompressionFormat.Gzip => new GzipEncoder(level),
        CompressionFormat.Bzip2 => new Bzip2Encoder(level),
        CompressionFormat.Zstd => new ZstdEncoder(level),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
