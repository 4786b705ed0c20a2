using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Python;

namespace LogHog.Engine.Formats;

/// <summary>The formats by their names in the configuration.</summary>
internal static class LineFormats
{
    /// <summary>A new writer of a facility's lines; for one thread.</summary>
    /// <inheritdoc cref="CreateFormat(LineFormatKind, TimeZoneInfo)"/>
    public static ILineFormat CreateFormat(FacilitySettings facility, TimeZoneInfo zone) =>
        facility.Python is { } python ? new PythonFormat(python, zone) : CreateFormat(facility.Format, zone);

    /// <summary>A new writer of a format that needs no more than its name; for one thread.</summary>
    /// <param name="kind">Which format.</param>
    /// <param name="zone">The server's time zone; JSON writes UTC whatever it is.</param>
    public static ILineFormat CreateFormat(LineFormatKind kind, TimeZoneInfo zone) => kind switch
    {
        LineFormatKind.Standard => new StandardFormat(zone),
        LineFormatKind.Classic => new ClassicFormat(zone),
        LineFormatKind.Json => new JsonFormat(),
        LineFormatKind.Rfc5424 => new Rfc5424Format(zone),
        LineFormatKind.Logfmt => new LogfmtFormat(zone),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A new reader of such lines; for one thread.</summary>
    /// <inheritdoc cref="CreateFormat(LineFormatKind, TimeZoneInfo)"/>
    public static ILineParser CreateParser(LineFormatKind kind, TimeZoneInfo zone) => kind switch
    {
        LineFormatKind.Standard => new StandardLineParser(),
        LineFormatKind.Classic => new ClassicLineParser(zone),
        LineFormatKind.Json => new ClefLineParser(),
        LineFormatKind.Rfc5424 => new Rfc5424LineParser(),
        LineFormatKind.Logfmt => new LogfmtLineParser(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
