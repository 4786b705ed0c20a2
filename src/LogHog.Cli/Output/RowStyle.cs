using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>How rows are shown, besides their format.</summary>
internal sealed record RowStyle
{
    /// <summary>Letters may have colours.</summary>
    public bool HasColours { get; init; }

    /// <summary>People read it on a terminal: what a terminal obeys is escaped, in every format.</summary>
    public bool IsForTerminal { get; init; }

    /// <summary>What to point out in messages; null = nothing.</summary>
    public QueryMarks? Marks { get; init; }

    /// <summary>The field that is the whole line, for <c>-o template</c>.</summary>
    public string? LineField { get; init; }

    /// <summary>Fields that stand first in tables, whatever their place in the row.</summary>
    public IReadOnlyList<string> FirstColumns { get; init; } = [];
}
