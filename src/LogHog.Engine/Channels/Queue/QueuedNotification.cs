using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels.Queue;

/// <summary>An entry of a queue: it waits to be told.</summary>
internal sealed class QueuedNotification
{
    /// <summary>In the order of coming.</summary>
    public required long Number { get; init; }

    public required string To { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public required Notification Notification { get; set; }

    /// <summary>The notifications that it stands for, for want of room; null = for itself only.</summary>
    public List<string>? FoldedIds { get; init; }

    public bool IsFolded => FoldedIds is not null;

    /// <summary>It is being sent, so what comes now is told by another entry.</summary>
    public bool IsSealed { get; set; }

    /// <summary>In this run of the server.</summary>
    public int Tries { get; set; }

    /// <summary>About so many in memory and in the file.</summary>
    public int Bytes { get; set; }
}
