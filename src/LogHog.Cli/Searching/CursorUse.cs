namespace LogHog.Cli.Searching;

/// <summary>Where to go on, and whether to tell where the answer ended.</summary>
internal sealed record CursorUse
{
    /// <summary>Rows up to it have been seen.</summary>
    public RowCursor? After { get; init; }

    /// <summary>The last row's place is told after the answer.</summary>
    public bool IsShown { get; init; }

    /// <summary>Takes the last row's place.</summary>
    public string? File { get; init; }

    public bool IsUsed => After is not null || IsShown || File is not null;
}
