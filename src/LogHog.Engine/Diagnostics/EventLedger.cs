using LogHog.Protocols;

namespace LogHog.Engine.Diagnostics;

/// <summary>
/// The account of one input (law 2). Every entry keeps <c>received = stored + rejected + dropped + pending</c> true, and a
/// snapshot is taken between entries, so that the sum is right at every moment. Entries are made once a batch, not once an event.
/// </summary>
internal sealed class EventLedger(string input)
{
    private readonly Lock _lock = new();
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly long[] _cut = new long[Enum.GetValues<CutReason>().Length];
    private long _received;
    private long _taken;
    private long _stored;
    private long _pending;
    private long _bytes;
    private long _connections;

    public string Input { get; } = input;

    /// <summary>Events and refused frames that were read, without those that the kernel threw away.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes over what one read brought.</summary>
    /// <param name="accepted">Events that now wait for the disk.</param>
    /// <param name="rejected">Refused frames by <see cref="RejectReason"/>; the array belongs to the caller, who clears it.</param>
    /// <param name="bytes">Bytes on the wire.</param>
    public void Receive(int accepted, ReadOnlySpan<int> rejected, long bytes)
    {
        lock (_lock)
        {
            long before = _received;
            _bytes += bytes;
            _received += accepted;
            _pending += accepted;
            for (int reason = 0; reason < rejected.Length; reason++)
            {
                _received += rejected[reason];
                _rejected[reason] += rejected[reason];
            }

            _taken += _received - before;
        }
    }

    /// <summary>One frame refused outside a batch (a deadline, a cut stream).</summary>
    public void Reject(RejectReason reason)
    {
        lock (_lock)
        {
            _received++;
            _taken++;
            _rejected[(int)reason]++;
        }
    }

    /// <summary>A message was kept, but its end is missing.</summary>
    public void Cut(CutReason reason)
    {
        lock (_lock)
            _cut[(int)reason]++;
    }

    /// <summary>Events that were pending are in their files.</summary>
    public void Store(int events)
    {
        lock (_lock)
        {
            Invariant.Holds(_pending >= events, "more events stored than were pending");
            _pending -= events;
            _stored += events;
        }
    }

    /// <summary>Events that were pending are lost.</summary>
    public void Drop(DropReason reason, int events)
    {
        lock (_lock)
        {
            Invariant.Holds(_pending >= events, "more events dropped than were pending");
            _pending -= events;
            _dropped[(int)reason] += events;
        }
    }

    /// <summary>Events that the kernel received and threw away before we could read them.</summary>
    public void DropUnread(DropReason reason, long events)
    {
        lock (_lock)
        {
            _received += events;
            _dropped[(int)reason] += events;
        }
    }

    public void ConnectionOpened()
    {
        lock (_lock)
            _connections++;
    }

    public void ConnectionClosed()
    {
        lock (_lock)
            _connections--;
    }

    public InputSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new InputSnapshot(
                Input, _received, _stored, NonZero<RejectReason>(_rejected), NonZero<DropReason>(_dropped), _pending, _connections, _bytes, NonZero<CutReason>(_cut));
        }
    }

    private static Dictionary<TReason, long> NonZero<TReason>(long[] counts)
        where TReason : struct, Enum =>
        Enum.GetValues<TReason>()
            .Zip(counts)
            .Where(static pair => pair.Second != 0)
            .ToDictionary(static pair => pair.First, static pair => pair.Second);
}
