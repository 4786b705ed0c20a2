using System.Net;
using System.Runtime.InteropServices;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>The events of one request: stored and acknowledged together.</summary>
/// <param name="Peer">Who sent it.</param>
/// <param name="Body">Complete and inflated; the decoder's last frame ends with it. Borrowed until the answer.</param>
/// <param name="Decoder">Reads it; used for this request alone.</param>
/// <param name="MayWriteApp">Whether the sender may write for an application, given as UTF-8; null = for every one.</param>
public sealed record IntakeRequest(
    IPAddress Peer, ReadOnlyMemory<byte> Body, IEventDecoder Decoder, Func<ReadOnlyMemory<byte>, bool>? MayWriteApp)
{
    /// <summary>Whose account it goes to; null = the intake's own.</summary>
    public IntakeSource? Source { get; init; }

    /// <summary>The name in the sender's certificate; null = it has shown none.</summary>
    public string? Identity { get; init; }

    /// <summary>Gets what became of each event in its order: stored, or why it was refused. Null = nobody asks.</summary>
    public List<RejectReason>? Outcomes { get; init; }

    /// <summary>Who numbers its requests, so that one that is sent again is recognised; empty = nobody does.</summary>
    public string Client { get; init; } = "";

    /// <summary>The client's own number of this request, from 1; means nothing without a client.</summary>
    public long Sequence { get; init; }
}

/// <summary>What became of a request.</summary>
public enum IntakeStatus : byte
{
    /// <summary>What was accepted is stored as the input promises: it may be acknowledged.</summary>
    Stored,

    /// <summary>This client's sequence is stored since an earlier try: acknowledge it, nothing was written again.</summary>
    AlreadyStored,

    /// <summary>So far behind the client's newest sequences that nobody knows whether it was stored: nothing was taken.</summary>
    SequenceTooOld,

    /// <summary>A numbered request with more lines than one batch of the journal holds: nothing was taken, send less at a time.</summary>
    TooLarge,

    /// <summary>As much waits for the disk as may: nothing was taken, send it again a little later.</summary>
    Busy,

    /// <summary>The input has brought as many events as it may in a second: nothing was taken, send it again a little later.</summary>
    TooFast,

    /// <summary>The server stops or cannot store at the moment: nothing was taken.</summary>
    Unavailable,

    /// <summary>It was taken and could not be stored; must not be acknowledged.</summary>
    Failed,
}

/// <param name="Status">What to answer.</param>
/// <param name="Accepted">Events that are stored.</param>
/// <param name="Rejected">Events that were refused, by reason.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IntakeResult(IntakeStatus Status, int Accepted, IReadOnlyDictionary<RejectReason, int> Rejected);
