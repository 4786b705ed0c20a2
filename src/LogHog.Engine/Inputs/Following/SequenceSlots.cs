namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// The senders' numbers in the journal that texts use, one each at a time: numbers are used again, so that an input has as many as it follows
/// files at once, however often they rotate. A number's sequences only rise, over all texts that had it.
/// </summary>
/// <param name="next">The least unused sequence of each, as it was saved.</param>
/// <param name="newestOf">The newest sequence that the journal knows of a number.</param>
internal sealed class SequenceSlots(IEnumerable<long> next, Func<int, long> newestOf)
{
    private readonly List<long> _next = [.. next];
    private readonly SortedSet<int> _used = [];

    public IReadOnlyList<long> Next => _next;

    /// <summary>A text of the positions has it.</summary>
    public void Use(int slot)
    {
        while (_next.Count <= slot)
            _next.Add(1);
        _used.Add(slot);
    }

    /// <summary>A free number, and what to add to a text's offsets for its sequences.</summary>
    public (int Slot, long SequenceBase) Take()
    {
        int slot = 0;
        while (_used.Contains(slot))
            slot++;
        Use(slot);
        // A saved file that is older than the journal, or gone, must not make a new text look like one that is stored.
        _next[slot] = Math.Max(_next[slot], newestOf(slot) + 1);
        return (slot, _next[slot]);
    }

    /// <summary>The text is finished.</summary>
    public void Release(int slot, long sequenceUsed)
    {
        if (slot < 0)
            return;
        _used.Remove(slot);
        _next[slot] = Math.Max(_next[slot], sequenceUsed + 1);
    }
}
