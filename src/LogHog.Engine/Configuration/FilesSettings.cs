using System.Text.RegularExpressions;
using LogHog.Engine.Search;

namespace LogHog.Engine.Configuration;

/// <summary>What the lines of a <c>[files:NAME]</c> are.</summary>
public enum FileFormatKind
{
    /// <summary>Each line by the first format that knows it.</summary>
    Auto,
    Syslog,
    Combined,
    Json,
    Logfmt,
    Python,
    Regex,

    /// <summary>Each line is a message.</summary>
    Raw,
}

/// <summary>A <c>[files:NAME]</c>: log files of others that searches read where they lie.</summary>
public sealed record FilesSettings
{
    /// <summary>The section's own part of its name.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<FileGlob> Paths { get; init; }

    public required IReadOnlyList<FileGlob> Exclude { get; init; }

    public required FileFormatKind Format { get; init; }

    /// <summary>With named groups; set for <see cref="FileFormatKind.Regex"/>.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The application that their events belong to, whatever a line says: by it tokens are scoped.</summary>
    public required string App { get; init; }

    /// <summary>Of times that name no zone; null = the server's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>They are indexed.</summary>
    public bool Index { get; init; } = true;
}
