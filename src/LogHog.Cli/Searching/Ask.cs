using LogHog.Cli.Output;
using LogHog.Cli.Status;

namespace LogHog.Cli.Searching;

/// <summary>One run of a command that asks: what, whom, and how the answer is shown.</summary>
internal sealed record Ask
{
    public required Question Question { get; init; }

    /// <summary>The folder that is searched here; null = the server is asked.</summary>
    public string? Folder { get; init; }

    public string Server { get; init; } = "";

    /// <summary>For a server over HTTPS.</summary>
    public DaemonTrust Trust { get; init; } = DaemonTrust.Usual;

    /// <summary>One of <see cref="RowFormats.Names"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The field that <c>-o template</c> shows.</summary>
    public string? LineField { get; init; }

    /// <summary>Rows come newest first and are shown the other way round.</summary>
    public bool IsReversed { get; init; }

    /// <summary>When so many rows came, there are more; 0 = nothing is to be said.</summary>
    public long RowsTold { get; init; }

    public CursorUse Cursor { get; init; } = new();

    /// <summary>Fields that stand first in tables.</summary>
    public IReadOnlyList<string> FirstColumns { get; init; } = [];

    /// <summary>Fields that the answer is about, so that a wrong name can be told.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary><c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    public string Colours { get; init; } = Terminal.ColourNames[0];

    public bool MayPage { get; init; } = true;

    /// <summary>Show the query and do not ask it.</summary>
    public bool IsExplained { get; init; }

    /// <summary>Show the query on standard error, too.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>No hints.</summary>
    public bool IsQuiet { get; init; }
}
