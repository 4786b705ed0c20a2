using LogHog.Engine.Alerts;
using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Configuration;

/// <summary>What makes an <c>[alert:NAME]</c> tell people.</summary>
public enum AlertKind
{
    /// <summary>Every event that the rule finds.</summary>
    Match,

    /// <summary>More than so many within a time.</summary>
    Threshold,

    /// <summary>Nothing for a time.</summary>
    Silence,

    /// <summary>A line of a shape that was never seen before.</summary>
    New,
}

/// <summary>An <c>[alert:NAME]</c>: what to look for, and whom to tell.</summary>
public sealed record AlertSettings
{
    /// <summary>The section's own part of its name.</summary>
    public required string Name { get; init; }

    public required AlertKind Kind { get; init; }

    /// <summary>As it was written: LogsQL; empty = every event.</summary>
    public required string Query { get; init; }

    /// <summary>Query, patterns and facilities together: the events that the rule is about.</summary>
    public required Filter Filter { get; init; }

    /// <summary>Whether it looks at events at all.</summary>
    public bool Enabled { get; init; } = true;

    public long MoreThan { get; init; }

    public TimeSpan Within { get; init; }

    public TimeSpan For { get; init; }

    /// <summary>Fields; a group of events for each combination of their values.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    public TimeSpan Throttle { get; init; }

    /// <summary>Zero = a firing group is told once.</summary>
    public TimeSpan RepeatEvery { get; init; }

    /// <summary>Zero with <see cref="AlertKind.Match"/>: each event stands for itself, nothing lasts.</summary>
    public TimeSpan ResolveAfter { get; init; }

    public TimeSpan Learn { get; init; }

    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>With fields in braces; empty = one is made.</summary>
    public string Title { get; init; } = "";

    /// <summary>Names of channels; none = only the daemon's own log tells of it.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Made through the API, not by a configuration file.</summary>
    public bool IsFromApi { get; init; }

    /// <summary>Something begins, lasts and ends; else each notification stands for itself.</summary>
    public bool HasIncidents => Kind is AlertKind.Threshold or AlertKind.Silence || (Kind == AlertKind.Match && ResolveAfter > TimeSpan.Zero);
}
