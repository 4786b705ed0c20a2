namespace LogHog.Engine.Storage;

/// <summary>A rotation schedule: five-field cron, or one of its names.</summary>
public sealed class CronSchedule
{
    // Written by the storage room's first real commit.
    public required string Expression { get; init; }
}
