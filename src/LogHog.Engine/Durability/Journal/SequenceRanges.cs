namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// Which of a client's sequences are stored: as ranges, so that a client that counts properly is one range whatever it has sent,
/// and one that sends over several connections at once a few.
/// </summary>
internal sealed class SequenceRanges
{
    /// <summary>More holes than a client can have batches under way; beyond it the oldest is forgotten, and refused from then on.</summary>
    public const int RangesMax = 64;

    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>Below this nothing is known any more.</summary>
    public long ForgottenBelow { get; private set; }

    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    public static SequenceRanges From(long forgottenBelow, IEnumerable<(long First, long Last)> ranges)
    {
        SequenceRanges restored = new() { ForgottenBelow = forgottenBelow };
        restored._ranges.AddRange(ranges);
        return restored;
    }

    public bool Contains(long sequence) => IndexAtOrBelow(sequence) is >= 0 and var n && sequence <= _ranges[n].Last;

    public void Add(long sequence)
    {
        int below = IndexAtOrBelow(sequence);
        if (below >= 0 && sequence <= _ranges[below].Last)
            return;
        bool joinsBelow = below >= 0 && _ranges[below].Last == sequence - 1;
        bool joinsAbove = below + 1 < _ranges.Count && _ranges[below + 1].First == sequence + 1;
        if (joinsBelow && joinsAbove)
        {
            _ranges[below] = (_ranges[below].First, _ranges[below + 1].Last);
            _ranges.RemoveAt(below + 1);
        }
        else if (joinsBelow)
            _ranges[below] = (_ranges[below].First, sequence);
        else if (joinsAbove)
            _ranges[below + 1] = (sequence, _ranges[below + 1].Last);
        else
            _ranges.Insert(below + 1, (sequence, sequence));
        if (_ranges.Count <= RangesMax)
            return;
        ForgottenBelow = _ranges[0].Last + 1;
        _ranges.RemoveAt(0);
    }

    private int IndexAtOrBelow(long sequence)
    {
        // From the end: nearly every question is about the newest.
        int n = _ranges.Count - 1;
        while (n >= 0 && _ranges[n].First > sequence)
            n--;
        return n;
    }
}
