using LogHog.Engine.Search;

namespace LogHog.Engine.Inputs.Following;

/// <summary>What is followed, and how its text becomes events.</summary>
internal sealed record FollowSettings
{
    public required IReadOnlyList<FileGlob> Paths { get; init; }

    public IReadOnlyList<FileGlob> Exclude { get; init; } = [];

    /// <summary>Files that are there when following begins for the first time are read from here on: their end.</summary>
    public bool BeginsAtEnd { get; init; }

    /// <summary>Null = each line is an event.</summary>
    public MultilineRule? Multiline { get; init; }

    /// <summary>So long after an event's last line it is complete, whatever may follow.</summary>
    public TimeSpan MultilineWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of an event: what is longer becomes several.</summary>
    public int EventBytesMax { get; init; } = 256 << 10;

    /// <summary>Files that are followed at once; each is open.</summary>
    public int FilesMax { get; init; } = 1_000;

    /// <summary>
    /// A file that was renamed or deleted is read on until nothing has come for so long. Programs that get a signal from logrotate
    /// change files at once; half a minute is for those that notice by themselves.
    /// </summary>
    public TimeSpan CloseAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No signal and no restart: what is there now is read, and nothing is waited for.</summary>
    public bool IsOnce { get; init; }
}
