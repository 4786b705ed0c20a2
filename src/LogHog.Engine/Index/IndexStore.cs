namespace LogHog.Engine.Index;

/// <summary>What the indexer needs to know of the store whose files it indexes. Called by its thread, answered from memory.</summary>
internal sealed record IndexStore
{
    /// <summary>The files that are written.</summary>
    public required Func<IEnumerable<LiveFile>> LiveFiles { get; init; }

    /// <summary>Whether a file is to be indexed, by its path (of a live file or an archive).</summary>
    public required Func<string, bool> IsIndexed { get; init; }

    /// <summary>Ingestion waits for memory: nothing else is to be done now.</summary>
    public required Func<bool> IsBusy { get; init; }

    /// <summary>Free bytes on the disk, as seen last.</summary>
    public required Func<long> FreeBytes { get; init; }

    /// <summary>What is kept free for acknowledged events. The index stays clear of twice as much.</summary>
    public required long ReserveBytes { get; init; }
}
