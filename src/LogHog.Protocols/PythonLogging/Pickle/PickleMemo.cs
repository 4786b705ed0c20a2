namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>
/// The values that a pickle has numbered. Picklers number from 0 or 1 without gaps: those stand in an array. A number far
/// beyond the count so far, which may be anything, goes to a hash table.
/// </summary>
internal sealed class PickleMemo(MemoryBudget budget, int entriesMax)
{
    private const int Free = int.MaxValue;
    private const int ItemsMin = 256;

    private readonly PooledArray<int> _values = new(budget, ItemsMin);
    private readonly PooledArray<long> _far = new(budget, ItemsMin);
    private int _used;
    private int _farCount;

    /// <summary>Distinct numbers so far: the next one of MEMOIZE.</summary>
    public int Count { get; private set; }

    public void Clear(int retainedMax)
    {
        _values.Shrink(retainedMax);
        _far.Release();
        _used = 0;
        _farCount = 0;
        Count = 0;
    }

    public void Release()
    {
        Clear(0);
        _values.Release();
    }

    public RejectReason Put(uint number, int value)
    {
        if (number >= (uint)_used)
        {
            if (number > (2 * Count) + ItemsMin)
                return PutFar(number, value);
            if (!TryExtend((int)number + 1))
                return RejectReason.PickleMemoTooLarge;
        }
        ref int place = ref _values.Items[number];
        if (place == Free && !TryCount(number))
            return RejectReason.PickleMemoTooLarge;
        place = value;
        return RejectReason.None;
    }

    public bool TryGet(uint number, out int value)
    {
        value = number < (uint)_used ? _values.Items[number] : Free;
        if (value != Free)
            return true;
        if (_farCount == 0)
            return false;
        long entry = _far.Items[FarPlace(number)];
        value = (int)entry;
        return entry != 0;
    }

    private bool TryExtend(int length)
    {
        if (!_values.TryReserve(length))
            return false;
        // Some more at once: the next numbers are the next ones.
        int used = Math.Min(_values.Items.Length, Math.Max(length, _used + ItemsMin));
        _values.Items.AsSpan(_used, used - _used).Fill(Free);
        _used = used;
        return true;
    }

    // A number that came as a far one and now lies near is not new.
    private bool TryCount(uint number)
    {
        if (_farCount > 0 && _far.Items[FarPlace(number)] != 0)
            return true;
        return ++Count <= entriesMax;
    }

    private RejectReason PutFar(uint number, int value)
    {
        if ((_farCount + 1) * 2 > _far.Items.Length && !TryGrowFar())
            return RejectReason.PickleMemoTooLarge;
        int place = FarPlace(number);
        if (_far.Items[place] == 0)
        {
            _farCount++;
            if (++Count > entriesMax)
                return RejectReason.PickleMemoTooLarge;
        }
        _far.Items[place] = Entry(number, value);
        return RejectReason.None;
    }

    private bool TryGrowFar()
    {
        if (!budget.TrySpend((long)_far.Items.Length * sizeof(long)))
            return false;
        long[] old = [.. _far.Items];
        if (!_far.TryReserve(Math.Max(ItemsMin, old.Length * 2)))
            return false;
        Array.Clear(_far.Items);
        foreach (long entry in old)
        {
            if (entry != 0)
                _far.Items[FarPlace((uint)(entry >> 32))] = entry;
        }
        return true;
    }

    // Far numbers are above 256, so no entry is 0.
    private static long Entry(uint number, int value) => ((long)number << 32) | (uint)value;

    /// <summary>Where the number is, or the free place for it. The table is at most half full.</summary>
    private int FarPlace(uint number)
    {
        int mask = _far.Items.Length - 1;
        // Seeded anew in each process: nobody can choose numbers that meet.
        int place = HashCode.Combine(number) & mask;
        while (_far.Items[place] != 0 && (uint)(_far.Items[place] >> 32) != number)
            place = (place + 1) & mask;
        return place;
    }
}
