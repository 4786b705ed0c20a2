using System.Globalization;

namespace LogHog.Engine.Durability.Journal;

/// <summary>What a start found in the journal and did to the log files. Parts are those of batches after the checkpoint.</summary>
public sealed record RecoveryReport
{
    /// <summary>Batches after the checkpoint.</summary>
    public int Batches { get; internal set; }

    public long Events { get; internal set; }

    /// <summary>Parts that stood where they belong.</summary>
    public int PartsInPlace { get; internal set; }

    /// <summary>Parts that were begun or damaged at their place, and were written again there.</summary>
    public int PartsRepaired { get; internal set; }

    /// <summary>Parts that no file had, and were appended.</summary>
    public int PartsAppended { get; internal set; }

    /// <summary>Parts of files that had been synced and archived.</summary>
    public int PartsSettled { get; internal set; }

    /// <summary>Parts that the disk refused to take: they stay in the journal for the next start.</summary>
    public int PartsUnplaced { get; internal set; }

    /// <summary>Odd bytes moved to a <c>.torn</c> file.</summary>
    public long TornBytes { get; internal set; }

    /// <summary>Records that had been durable and cannot be read any more: each may be a lost batch.</summary>
    public long RecordsDamaged { get; internal set; }

    /// <summary>Records at the journal's end that were never wholly written: nobody was told that they are stored.</summary>
    public long RecordsTorn { get; internal set; }

    /// <summary>Batches that were answered "failed", or are there twice, and were left out.</summary>
    public int BatchesLeftOut { get; internal set; }

    /// <summary>Bytes of the journal that the disk refused to read.</summary>
    public long UnreadableBytes { get; internal set; }

    /// <summary>What went wrong with which file, for the log; empty when nothing did.</summary>
    public IReadOnlyList<string> Troubles => _troubles;

    private readonly List<string> _troubles = [];

    internal void Add(string trouble)
    {
        const int troublesMax = 100; // a log line each; the counts go on
        if (_troubles.Count < troublesMax)
            _troubles.Add(trouble);
    }

    /// <summary>One line for the log.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"journal: {Batches} batches ({Events} events) after the checkpoint: parts {PartsInPlace} in place, {PartsRepaired} repaired, {PartsAppended} appended, {PartsSettled} archived, {PartsUnplaced} not placed; records {RecordsDamaged} damaged, {RecordsTorn} torn; {TornBytes} odd bytes set aside");
}
