namespace LogHog.Server.CommandLine;

/// <summary>The command line of loghogd, as given; null = not said.</summary>
internal sealed record ServerOptions
{
    public string? Config { get; init; }

    public string? FacilitiesConfig { get; init; }

    public bool CheckConfig { get; init; }

    public bool PrintConfig { get; init; }

    public bool Daemon { get; init; }

    public string? Log { get; init; }

    public string? LogDir { get; init; }

    public string? PidFile { get; init; }

    public string? RunDir { get; init; }

    public string? WorkDir { get; init; }

    public string? User { get; init; }

    /// <summary>Set by loghogd for itself: this is the process that stays, its parent waits for it to be ready.</summary>
    public bool IsDetached { get; init; }
}
