namespace LogHog.Engine.Alerts;

/// <summary>Nobody is told about these groups until a moment.</summary>
public sealed record AlertSilence
{
    /// <summary>For <c>loghog alert silence --end</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The rule's name; empty = every rule.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Only groups with these labels; none = all of the rule's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string By { get; init; } = "";

    public string Comment { get; init; } = "";

    internal bool Holds(string rule, IReadOnlyList<KeyValuePair<string, string>> labels) =>
        (Rule.Length == 0 || Rule == rule) && Labels.All(labels.Contains);
}

/// <summary>Somebody has seen that a group fires.</summary>
public sealed record Acknowledgement(DateTimeOffset At, string By, string Comment);

/// <summary>What happened to a group.</summary>
public enum AlertHistoryKind
{
    /// <summary>An event (or several) of a rule that tells of each.</summary>
    Matched,
    Fired,
    Resolved,
    Acknowledged,
    Silenced,

    /// <summary>The rule took too much processor time and looks at nothing any more.</summary>
    CutOff,

    /// <summary>Its groups are not watched any more: the rule was changed or taken away.</summary>
    Removed,
}

/// <summary>One thing that happened.</summary>
public sealed record AlertHistoryEntry
{
    public required DateTimeOffset At { get; init; }

    public required AlertHistoryKind Kind { get; init; }

    public string Rule { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    public string Title { get; init; } = "";

    public long Count { get; init; }

    /// <summary>Whether people were told: a silence, an acknowledgement and the bound of notifications keep it from them.</summary>
    public bool IsTold { get; init; }

    public string By { get; init; } = "";

    public string Comment { get; init; } = "";
}
