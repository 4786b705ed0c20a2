using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[compressor]</c> (spec §3).</summary>
internal static class CompressorKeys
{
    private const string Section = "compressor";

    public static readonly ConfigurationKey<CompressionFormat> Format = new(Section, "format", Kinds.Choice(
        "format",
        ("xz", CompressionFormat.Xz),
        ("gzip", CompressionFormat.Gzip),
        ("bzip2", CompressionFormat.Bzip2),
        ("zstd", CompressionFormat.Zstd)), "xz")
    {
        Why = "Of rotated files: `xz` (the smallest, and the ancestor's default), `gzip`, `bzip2` or `zstd` (the fastest). "
            + "A format whose library is missing falls back to gzip, and says so.",
    };

    public static readonly ConfigurationKey<int> Level = new(Section, "level", Kinds.Integer(0, 9), "6")
    {
        Why = "0 to 9, each format's own scale. 6 is the default of xz and gzip; bzip2 has no 0.",
    };

    public static readonly ConfigurationKey<bool> CompressOnWrite = new(Section, "compress_on_write", Kinds.Switch, "no")
    {
        Why = "Write gzip as it goes, readable by `zcat` at any moment, instead of compressing after rotation. "
            + "Off: `tail -f` and `grep` want plain text. When it is on, HTTP requests are acknowledged when written, not when on the disk.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Format, Level, CompressOnWrite];
}
