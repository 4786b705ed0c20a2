using System.Net;
using System.Runtime.InteropServices;
using LogHog.Engine.Facilities.HmacMd5;

namespace LogHog.Engine.Ingest;

/// <summary>
/// Events of one batch from the first on whose signature is still to be checked, in the order of their arrival: those that wait
/// for the lanes, and those behind them that are right already. Their lines are in the batch's text, but belong to no file yet.
/// </summary>
internal sealed class UncheckedEvents
{
    // Where few are signed, those few wait for so many of the others at most.
    private const int EventsMax = 64;

    private readonly Event[] _events = new Event[EventsMax];
    private int _count;

    /// <summary>What is to happen with an event when the lanes have been checked.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Event(Route Route, int Start, int Length, int Lane, IPAddress Peer)
    {
        /// <param name="right">What <see cref="HmacMd5Lanes.Check"/> said.</param>
        public bool IsRight(int right) => Lane < 0 || ((right >> Lane) & 1) != 0;
    }

    public HmacMd5Lanes Lanes { get; } = new();

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count == EventsMax || Lanes.IsFull;

    /// <summary>Queues an event; there is room for one.</summary>
    /// <param name="one">Its <see cref="Event.Lane"/> is the one that its signature has in <see cref="Lanes"/>, or -1.</param>
    public void Add(in Event one) => _events[_count++] = one;

    /// <summary>Empties the queue. What it returns holds until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<Event> TakeAll()
    {
        int count = _count;
        _count = 0;
        return _events.AsSpan(0, count);
    }
}
