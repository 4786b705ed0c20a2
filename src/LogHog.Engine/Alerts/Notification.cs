namespace LogHog.Engine.Alerts;

/// <summary>What a notification tells of.</summary>
public enum NotificationKind
{
    /// <summary>Something has begun.</summary>
    Firing,

    /// <summary>It still goes on, nobody has acknowledged it.</summary>
    Reminder,

    /// <summary>It is over.</summary>
    Resolved,

    /// <summary>Another program told us to pass it on.</summary>
    Relayed,

    /// <summary>Somebody tries whether the channel works.</summary>
    Test,
}

/// <summary>How much it matters, in ascending order; channels translate it (Pushover's priority, ntfy's, a colour).</summary>
public enum AlertSeverity
{
    Info,
    Warning,
    Error,
    Critical,
}

/// <summary>One thing that people are told, the same for every channel; each channel's template makes its text of it.</summary>
public sealed record Notification
{
    /// <summary>The same for each try and after each restart: a channel that has it already does nothing. Letters, digits, dashes; at most 64.</summary>
    public required string Id { get; init; }

    public required NotificationKind Kind { get; init; }

    public required AlertSeverity Severity { get; init; }

    /// <summary>The rule's name; empty for what no rule has made.</summary>
    public required string Rule { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text, lines end with LF; may be empty.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>How many events it stands for; 0 = none (silence, a relayed message).</summary>
    public long Count { get; init; }

    /// <summary>What the events have in common: the fields that the rule groups by, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>The newest of the events as lines, for people; at most 10.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Where there is more to see.</summary>
    public Uri? Link { get; init; }
}
