using System.Globalization;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Storage;

/// <summary>
/// The name of a rotated file: <c>web.log.2026-11-20-00-00-00-000000.xz</c>, in the folder of <c>web.log</c>. The time is the local
/// time at the end of the period that it closes. Names of one file's archives sort by age, and none is ever used twice.
/// </summary>
/// <param name="LogFile">The name of the live file without a folder, such as <c>web.log</c>.</param>
/// <param name="LocalTime">To the microsecond; of no zone, because an archive outlives clock changes.</param>
/// <param name="Format">Null = not compressed (yet).</param>
/// <remarks>The ancestor's archives have the same form.</remarks>
public readonly record struct ArchiveName(string LogFile, DateTime LocalTime, CompressionFormat? Format)
{
    private const string TimePattern = "yyyy-MM-dd-HH-mm-ss-ffffff";

    /// <summary>Reads a name.</summary>
    /// <param name="name">A file name without a folder.</param>
    /// <param name="archive">Its parts.</param>
    /// <returns>False for everything that is not exactly of this form.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out ArchiveName archive)
    {
        archive = default;
        CompressionFormat? format = null;
        int suffixAt = name.LastIndexOf('.');
        if (suffixAt >= 0 && FormatOf(name[suffixAt..]) is { } found)
        {
            format = found;
            name = name[..suffixAt];
        }
        int dot = name.Length - TimePattern.Length - 1;
        if (dot < 1 || name[dot] != '.' || !DateTime.TryParseExact(
                name[(dot + 1)..], TimePattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            return false;
        archive = new ArchiveName(name[..dot].ToString(), time, format);
        return true;
    }

    /// <summary>True for <c>web.log.TIME</c> if <paramref name="logFile"/> is <c>web.log</c>; false for <c>web.logs.log.TIME</c>.</summary>
    public bool BelongsTo(string logFile) => LogFile == logFile;

    /// <summary>The time for the next archive of a file.</summary>
    /// <param name="newest">The latest among its archives; null = it has none.</param>
    /// <param name="periodEnd">The end of the period that it closes, with the zone's offset.</param>
    /// <returns>The wall clock at that time, or, where clocks went back, a microsecond after the newest.</returns>
    public static DateTime Next(DateTime? newest, DateTimeOffset periodEnd)
    {
        DateTime wall = new(periodEnd.DateTime.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond);
        return newest is null || wall > newest ? wall : newest.Value.AddMicroseconds(1);
    }

    /// <summary>The end of a name: <c>.xz</c>, <c>.gz</c>, <c>.bz2</c>, <c>.zst</c>.</summary>
    public static string SuffixOf(CompressionFormat format) => format switch
    {
        CompressionFormat.Xz => ".xz",
        CompressionFormat.Gzip => ".gz",
        CompressionFormat.Bzip2 => ".bz2",
        CompressionFormat.Zstd => ".zst",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The format that the end of any file's name tells; null = plain text.</summary>
    public static CompressionFormat? FormatOfFile(string name) => FormatOf(System.IO.Path.GetExtension(name.AsSpan()));

    /// <summary>The file name.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{LogFile}.{LocalTime.ToString(TimePattern, CultureInfo.InvariantCulture)}{(Format is { } f ? SuffixOf(f) : "")}");

    private static CompressionFormat? FormatOf(ReadOnlySpan<char> suffix) => suffix switch
    {
        ".xz" => CompressionFormat.Xz,
        ".gz" => CompressionFormat.Gzip,
        ".bz2" => CompressionFormat.Bzip2,
        ".zst" => CompressionFormat.Zstd,
        _ => null,
    };
}
