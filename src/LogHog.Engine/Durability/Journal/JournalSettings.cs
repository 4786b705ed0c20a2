namespace LogHog.Engine.Durability.Journal;

/// <summary>The sizes of a journal. The defaults are for one machine's disk; tests make them small.</summary>
public sealed record JournalSettings
{
    /// <summary>
    /// Bytes of one segment file. 8 MiB: a spare is filled with zeros in about 10 ms of a plain disk, and freeing one piece at a
    /// time is fine enough for the journal never to swing between full and empty.
    /// </summary>
    public int SegmentBytes { get; init; } = 8 << 20;

    /// <summary>
    /// Segments at most; with 8 MiB half a GiB: some ten seconds of 256-byte events at 200,000 a second, which is what a disk that
    /// stalls, or a checkpoint behind it, may take before senders have to wait.
    /// </summary>
    public int SegmentsMax { get; init; } = 64;

    /// <summary>
    /// A group is closed at so many bytes. 1 MiB: a few requests of a thousand events still share a sync, and its write takes a plain
    /// disk about as long as the sync does; larger ones gain nothing.
    /// </summary>
    public int GroupBytesMax { get; init; } = 1 << 20;

    /// <summary>Bytes of batches that wait to be committed; beyond it senders wait. Four groups' worth of a slow disk's second.</summary>
    public int QueueBytesMax { get; init; } = 32 << 20;

    /// <summary>How often the files are synced and the journal shortened.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Clients whose sequences are remembered; at about 200 bytes each, 2 MB.</summary>
    public int ClientsMax { get; init; } = 10_000;

    /// <summary>Bytes of one batch at most, encoded: half a segment, so that no more than half of one is ever left unused.</summary>
    public int BatchBytesMax => (SegmentBytes - JournalSegment.HeaderBytes) / 2;
}
