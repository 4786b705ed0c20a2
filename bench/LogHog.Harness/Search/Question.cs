namespace LogHog.Harness.Search;

/// <summary>One question of the table, in LogHog's language and in the peers'.</summary>
/// <param name="Name">As printed.</param>
/// <param name="Query">LogsQL.</param>
/// <param name="Result">How its answer becomes the number that peers are compared by.</param>
/// <param name="BudgetMs">What issue 6 allows, warm, live.</param>
/// <param name="Peer">A shell command over live files below <c>$D</c> that prints the number; <c>$F</c> are rg's usual options.</param>
/// <param name="ArchivePeer">The same over archives, which <c>each</c> unpacks or <c>grep</c> searches.</param>
internal sealed record Question(string Name, string Query, Result Result, double BudgetMs, string Peer, string ArchivePeer)
{
    /// <summary>The most rows that are asked for; 0 = all.</summary>
    public int Limit { get; init; }

    /// <summary>Only the data's last five minutes.</summary>
    public bool IsLastMinutes { get; init; }

    public double? ColdBudgetMs { get; init; }

    public double? ArchivedBudgetMs { get; init; }

    /// <summary>What the data holds by construction; null = only the peer knows.</summary>
    public long? Wanted { get; init; }

    /// <summary>The peer answers another question (the end of a file, all lines), so its number is not comparable.</summary>
    public bool PeerDiffers { get; init; }
}

/// <summary>What of the rows counts.</summary>
internal enum Result
{
    Rows,

    /// <summary>The sum of the field <c>n</c>.</summary>
    Sum,
}
