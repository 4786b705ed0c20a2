using LogHog.Engine.Configuration;

namespace LogHog.Engine.Alerts;

/// <summary>How it stands with all rules.</summary>
public sealed record AlertOverview(
    IReadOnlyList<AlertRuleView> Rules, IReadOnlyList<AlertSilence> Silences, long EventsUnseen, int NotificationsWaiting);

/// <summary>How it stands with a rule.</summary>
public sealed record AlertRuleView
{
    public required AlertSettings Settings { get; init; }

    /// <summary>It took too much processor time and looks at nothing any more.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Events that it found.</summary>
    public long Matches { get; init; }

    public long Notifications { get; init; }

    /// <summary>Events that it could not count, for want of room.</summary>
    public long Beyond { get; init; }

    public int Groups { get; init; }

    public int Shapes { get; init; }

    public double CpuSeconds { get; init; }

    public int FiringCount { get; init; }

    /// <summary>The first hundred of those that fire.</summary>
    public IReadOnlyList<AlertGroupView> Firing { get; init; } = [];
}

/// <summary>A group that fires.</summary>
/// <param name="Labels">The values of the rule's <c>group_by</c>.</param>
/// <param name="Since">When it began.</param>
/// <param name="Title">As people were told.</param>
/// <param name="Count">Events so far.</param>
/// <param name="IsTold">People know.</param>
/// <param name="Acknowledged">By whom; null = by nobody.</param>
public sealed record AlertGroupView(
    IReadOnlyList<KeyValuePair<string, string>> Labels, DateTimeOffset Since, string Title, long Count, bool IsTold, Acknowledgement? Acknowledged);
