using System.Runtime.InteropServices;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// What one request, or one read of a connection, of an acknowledging input brought: stored as a whole or not at all.
/// </summary>
/// <param name="Source">The input, as in the counters; at most 65,535 bytes of UTF-8.</param>
/// <param name="Parts">What goes into which file, in the order of writing; at most 65,535.</param>
public sealed record JournalBatch(string Source, IReadOnlyList<JournalPart> Parts)
{
    /// <summary>Who numbers its batches, so that a retry is recognised; empty = nobody does.</summary>
    public string Client { get; init; } = "";

    /// <summary>The client's own number of this batch, from 1; means nothing without a client.</summary>
    public long Sequence { get; init; }
}

/// <summary>The lines of a batch that go into one file.</summary>
/// <param name="File">The log file beneath the log folder; at most 65,535 bytes of UTF-8.</param>
/// <param name="Events">How many events the lines are.</param>
/// <param name="Lines">Formatted, with their newlines; borrowed until <see cref="EventJournal.AppendAsync"/> has completed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JournalPart(string File, int Events, ReadOnlyMemory<byte> Lines);

/// <summary>How an append ended well. (How it ends badly is a <see cref="DiskException"/>.)</summary>
public enum AppendStatus : byte
{
    /// <summary>Durable now: hand the parts to the writers, then acknowledge.</summary>
    Stored,

    /// <summary>This client's sequence is durable since an earlier try: acknowledge, write nothing.</summary>
    AlreadyStored,

    /// <summary>So far behind the client's newest sequences that nobody knows whether it was stored: refuse it.</summary>
    SequenceTooOld,
}

/// <param name="Status">What to do.</param>
/// <param name="Lsn">The journal's number of the batch, for intents and <see cref="EventJournal.Written"/>; 0 unless stored.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AppendResult(AppendStatus Status, long Lsn);

/// <summary>Where a writer is about to put a part of a batch: noted before the write, so that recovery need not guess.</summary>
/// <param name="Lsn">The batch.</param>
/// <param name="Part">Index of the part in it.</param>
/// <param name="File">The log file beneath the log folder.</param>
/// <param name="Id">Which file that is now.</param>
/// <param name="Offset">Where the part begins: the file's length.</param>
/// <param name="Length">Bytes of the part; 0 withdraws an earlier intent, after a write that failed and was cut off again.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlacementIntent(long Lsn, int Part, string File, FileId Id, long Offset, int Length);
