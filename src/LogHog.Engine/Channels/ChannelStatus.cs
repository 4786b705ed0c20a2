namespace LogHog.Engine.Channels;

/// <summary>How a channel fares; no secret in it.</summary>
public sealed record ChannelStatus
{
    public required string Name { get; init; }

    /// <summary>As <c>type</c> writes it.</summary>
    public required string Type { get; init; }

    public int Pending { get; init; }

    /// <summary>Since when the oldest waits.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Since the start of the server.</summary>
    public long Delivered { get; init; }

    /// <summary>Since the start; they are in <c>dead-letters.log</c>.</summary>
    public long GaveUp { get; init; }

    /// <summary>Told of together, since the start.</summary>
    public long Folded { get; init; }

    /// <summary>Tries in a row that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Of the last try that failed; empty = all is well.</summary>
    public string Problem { get; init; } = "";

    public DateTimeOffset? NextTryAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }
}
