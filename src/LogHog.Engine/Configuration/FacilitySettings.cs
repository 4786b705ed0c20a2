using LogHog.Engine.Storage;

namespace LogHog.Engine.Configuration;

/// <summary>Which signatures a facility takes when it has a secret.</summary>
public enum SignaturePolicy
{
    Any,
    V1,
    V2,
}

/// <summary>How a facility writes an event into its file. All but <see cref="Classic"/> and <see cref="Python"/> lose nothing.</summary>
public enum LineFormatKind
{
    Standard,
    Classic,
    Json,
    Rfc5424,
    Logfmt,

    /// <summary>By a format string of Python's logging.</summary>
    Python,
}

/// <summary>One section of facilities.conf, checked, with what it inherits filled in. Never changes; a reload makes new ones.</summary>
public sealed record FacilitySettings
{
    /// <summary>The application's name, or <c>*</c> for any application without a section of its own.</summary>
    public required string App { get; init; }

    /// <summary>The module in plain form; empty = the application's root facility.</summary>
    public required string Module { get; init; }

    /// <summary>When to rotate; null = by size only (<c>rotate = size</c>).</summary>
    public required CronSchedule? Rotate { get; init; }

    public required int BackupCount { get; init; }

    /// <summary>Rotate as soon as the file has this many bytes; null = no limit.</summary>
    public long? MaxSizeBytes { get; init; }

    /// <summary>Messages per write at most while they come singly.</summary>
    public int FlushEvery { get; init; } = 1;

    public bool FilePerHost { get; init; }

    /// <summary>The key of both signatures; null = unsigned messages are welcome.</summary>
    public string? Secret { get; init; }

    public SignaturePolicy Signature { get; init; } = SignaturePolicy.Any;

    /// <summary>Names in certificates whose bearers may send here; empty = anybody, also without one.</summary>
    public NamePatterns Clients { get; init; } = NamePatterns.None;

    public LineFormatKind Format { get; init; } = LineFormatKind.Standard;

    /// <summary>Set for <see cref="LineFormatKind.Python"/>.</summary>
    public PythonFormatSettings? Python { get; init; }

    /// <summary>Its files are indexed, so that searches need not read them whole.</summary>
    public bool Index { get; init; } = true;

    /// <summary>Archives older than this are deleted; null = no limit.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Bytes on disk that the live file and its archives of this facility may take together; null = no limit.</summary>
    public long? MaxTotalSizeBytes { get; init; }
}
