using System.Numerics;

namespace LogHog.Engine.Search;

/// <summary>What is known of a condition for a run of events: that it holds, or at least may hold; three values, as in Kleene's logic.</summary>
internal sealed class EventVerdicts
{
    /// <summary>A chunk of an index has no more events.</summary>
    public const int EventsMax = 65_536;

    private readonly ulong[] _holds = new ulong[EventsMax / 64];
    private readonly ulong[] _mayHold = new ulong[EventsMax / 64];
    private int _words;

    public int Events { get; private set; }

    /// <summary>A bit for each event for which the condition certainly holds.</summary>
    public Span<ulong> Holds => _holds.AsSpan(0, _words);

    /// <summary>A bit for each event for which it may hold; all of <see cref="Holds"/> among them.</summary>
    public Span<ulong> MayHold => _mayHold.AsSpan(0, _words);

    public bool IsNever => !MayHold.ContainsAnyExcept(0UL);

    /// <summary>It certainly holds for all.</summary>
    public bool IsAlways => CountHolds() == Events;

    /// <summary>The text decides for none.</summary>
    public bool IsDecided => Holds.SequenceEqual(MayHold);

    public void Begin(int events, bool holds, bool mayHold)
    {
        Events = events;
        _words = (events + 63) / 64;
        Fill(Holds, holds);
        Fill(MayHold, mayHold || holds);
    }

    public void And(EventVerdicts other)
    {
        for (int i = 0; i < _words; i++)
        {
            _holds[i] &= other._holds[i];
            _mayHold[i] &= other._mayHold[i];
        }
    }

    public void Or(EventVerdicts other)
    {
        for (int i = 0; i < _words; i++)
        {
            _holds[i] |= other._holds[i];
            _mayHold[i] |= other._mayHold[i];
        }
    }

    public void Not()
    {
        for (int i = 0; i < _words; i++)
            (_holds[i], _mayHold[i]) = (~_mayHold[i], ~_holds[i]);
        CutEnd(Holds);
        CutEnd(MayHold);
    }

    /// <summary>The condition cannot hold for these events.</summary>
    public void Exclude(int from, int to)
    {
        Clear(Holds, from, to);
        Clear(MayHold, from, to);
    }

    /// <summary>The text has decided for an event for which it may have held.</summary>
    public void Decide(int index, bool holds)
    {
        ulong bit = 1UL << index;
        if (holds)
            _holds[index >> 6] |= bit;
        else
            _mayHold[index >> 6] &= ~bit;
    }

    public int CountHolds()
    {
        int count = 0;
        foreach (ulong word in Holds)
            count += BitOperations.PopCount(word);
        return count;
    }

    public bool DoesHold(int index) => (_holds[index >> 6] & (1UL << index)) != 0;

    public bool CanHold(int index) => (_mayHold[index >> 6] & (1UL << index)) != 0;

    /// <summary>Whether it may hold for one of these events.</summary>
    public bool CanHold(int from, int to) => Any(from, to, static (_, mayHold) => mayHold);

    /// <summary>Whether it certainly holds for one of these events.</summary>
    public bool HoldsIn(int from, int to) => Any(from, to, static (holds, _) => holds);

    /// <summary>Whether the text decides for none of these events.</summary>
    public bool IsDecidedIn(int from, int to) => !Any(from, to, static (holds, mayHold) => holds ^ mayHold);

    private bool Any(int from, int to, Func<ulong, ulong, ulong> choose)
    {
        for (int i = from; i < to; i = (i | 63) + 1)
        {
            if ((choose(_holds[i >> 6], _mayHold[i >> 6]) & Mask(i, to)) != 0)
                return true;
        }

        return false;
    }

    /// <summary>The bits of one word from an event on, up to another.</summary>
    private static ulong Mask(int from, int to)
    {
        ulong mask = ulong.MaxValue << from;
        return to - (from & ~63) < 64 ? mask & ((1UL << (to & 63)) - 1) : mask;
    }

    private void Fill(Span<ulong> bits, bool value)
    {
        bits.Fill(value ? ulong.MaxValue : 0);
        CutEnd(bits);
    }

    private void CutEnd(Span<ulong> bits)
    {
        if ((Events & 63) != 0)
            bits[^1] &= (1UL << (Events & 63)) - 1;
    }

    private static void Clear(Span<ulong> bits, int from, int to)
    {
        for (int i = from; i < to; i = (i | 63) + 1)
        {
            bits[i >> 6] &= ~Mask(i, to);
        }
    }
}
