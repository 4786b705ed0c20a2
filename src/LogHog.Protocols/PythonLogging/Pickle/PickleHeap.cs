namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>
/// The containers of one pickle, in one flat array of integers. A value is an integer, too: the place of the opcode in the pickle
/// that spells it (numbers, texts, names: they are read when somebody wants them), or the complement of its place in here.
/// </summary>
/// <remarks>
/// What stands at a container's place: its <see cref="PickleKind"/>, then for sequences the first and the last of their
/// segments, for short tuples the two values, for objects callable, arguments, state, added items, added pairs. A segment is
/// the place of the next one, a count, and so many values. Place 0 is nothing.
/// </remarks>
internal sealed class PickleHeap(MemoryBudget budget)
{
    /// <summary>Stands where a value could be and is none.</summary>
    public const int Absent = int.MinValue;

    // A usual record with its fields; 2 KiB.
    private const int ItemsMin = 512;

    private readonly PooledArray<int> _items = new(budget, ItemsMin);
    private int _used = 1;

    public ReadOnlySpan<int> Items => _items.Items;

    public void Clear(int retainedMax)
    {
        _items.Shrink(retainedMax);
        _used = 1;
    }

    public void Release()
    {
        _items.Release();
        _used = 1;
    }

    /// <summary>An empty list, dict, set, frozenset or tuple.</summary>
    public bool TryAddSequence(PickleKind kind, out int value) => TryAdd([(int)kind, 0, 0], out value);

    public bool TryAddTuple(ReadOnlySpan<int> values, out int value) => values.Length switch
    {
        1 => TryAdd([(int)PickleKind.Tuple1, values[0], Absent], out value),
        2 => TryAdd([(int)PickleKind.Tuple2, values[0], values[1]], out value),
        _ => TryAddSequence(PickleKind.Tuple, out value) && TryAppend(value, values),
    };

    /// <summary>A name that stands in two other values.</summary>
    public bool TryAddGlobal(int module, int name, out int value) => TryAdd([(int)PickleKind.StackGlobal, module, name], out value);

    public bool TryAddPersistent(int id, out int value) => TryAdd([(int)PickleKind.PersistentObject, id, Absent], out value);

    /// <param name="callable">What was to be called.</param>
    /// <param name="arguments">A tuple.</param>
    /// <param name="keywords">A dict, or <see cref="Absent"/>.</param>
    /// <param name="value">The object.</param>
    public bool TryAddObject(int callable, int arguments, int keywords, out int value)
    {
        ReadOnlySpan<int> parts = [(int)PickleKind.Object, callable, arguments, Absent, Absent, Absent, keywords];
        if (keywords != Absent)
            return TryAdd([(int)PickleKind.KeywordObject, .. parts[1..]], out value);
        return TryAdd(parts[..^1], out value);
    }

    public PickleKind KindOf(int container) => (PickleKind)_items.Items[~container];

    /// <summary>Adds values at the end of a sequence (of a dict: names and values in turn).</summary>
    public bool TryAppend(int sequence, ReadOnlySpan<int> values)
    {
        if (values.IsEmpty)
            return true;
        int segment = _used;
        if (!_items.TryReserve(segment + 2 + values.Length))
            return false;
        int[] items = _items.Items;
        items[segment] = 0;
        items[segment + 1] = values.Length;
        values.CopyTo(items.AsSpan(segment + 2));
        _used = segment + 2 + values.Length;

        int place = ~sequence;
        int last = items[place + 2];
        if (last == 0)
            items[place + 1] = segment;
        else
            items[last] = segment;
        items[place + 2] = segment;
        return true;
    }

    public void SetState(int value, int state) => _items.Items[~value + 3] = state;

    /// <summary>The list (or dict) of what was added to an object after it was made.</summary>
    public bool TryAddedTo(int value, bool isPairs, out int sequence)
    {
        int place = ~value + (isPairs ? 5 : 4);
        sequence = _items.Items[place];
        if (sequence != Absent)
            return true;
        if (!TryAddSequence(isPairs ? PickleKind.Dict : PickleKind.List, out sequence))
            return false;
        _items.Items[place] = sequence;
        return true;
    }

    private bool TryAdd(ReadOnlySpan<int> container, out int value)
    {
        value = ~_used;
        if (!_items.TryReserve(_used + container.Length))
            return false;
        container.CopyTo(_items.Items.AsSpan(_used));
        _used += container.Length;
        return true;
    }
}
