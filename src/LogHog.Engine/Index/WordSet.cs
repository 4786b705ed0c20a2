namespace LogHog.Engine.Index;

/// <summary>The different words of a block, by their hashes.</summary>
internal sealed class WordSet
{
    private const int SlotsMin = 1 << 12;

    /// <summary>Differs from run to run, so that nobody can write words that all want the same place.</summary>
    private static readonly ulong Salt = (ulong)Random.Shared.NextInt64() | 1;

    private ulong[] _slots = new ulong[SlotsMin];
    private int _shift = 64 - 12;
    private int _count;

    /// <summary>Forgets all words; keeps about the room that they needed.</summary>
    public void Clear()
    {
        int slots = SlotsMin;
        while (slots < _count * 2)
            slots *= 2;
        _count = 0;
        if (slots < _slots.Length / 2)
            SetSlots(slots);
        else
            Array.Clear(_slots);
    }

    /// <returns>False: it was there.</returns>
    /// <param name="hash">Not 0, which stands for a free slot.</param>
    public bool Add(ulong hash)
    {
        ulong[] slots = _slots;
        int at = (int)((hash * Salt) >> _shift);
        while (slots[at] != 0)
        {
            if (slots[at] == hash)
                return false;
            at = (at + 1) & (slots.Length - 1);
        }

        slots[at] = hash;
        if (++_count * 2 > slots.Length)
            Grow();
        return true;
    }

    private void Grow()
    {
        ulong[] before = _slots;
        SetSlots(before.Length * 2);
        foreach (ulong hash in before)
        {
            if (hash == 0)
                continue;
            int at = (int)((hash * Salt) >> _shift);
            while (_slots[at] != 0)
                at = (at + 1) & (_slots.Length - 1);
            _slots[at] = hash;
        }
    }

    private void SetSlots(int count)
    {
        _slots = new ulong[count];
        _shift = 64 - int.Log2(count);
    }
}
