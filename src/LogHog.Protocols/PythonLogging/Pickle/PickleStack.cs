using System.Runtime.CompilerServices;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>The stack of values and the marks on it. What lies below the last mark is out of reach.</summary>
internal sealed class PickleStack(MemoryBudget budget)
{
    // The names and values of a usual record, twice.
    private const int ItemsMin = 128;
    private const int MarksMin = 16;

    private readonly PooledArray<int> _items = new(budget, ItemsMin);
    private readonly PooledArray<int> _marks = new(budget, MarksMin);
    private int _count;
    private int _markCount;

    /// <summary>The place of the last mark: values from here on can be reached.</summary>
    private int _fence;

    /// <summary>Values that can be reached.</summary>
    public int Reachable => _count - _fence;

    public int Top => _items.Items[_count - 1];

    public void Clear(int retainedMax)
    {
        _items.Shrink(retainedMax);
        _marks.Shrink(retainedMax);
        _count = 0;
        _markCount = 0;
        _fence = 0;
    }

    public void Release()
    {
        Clear(0);
        _items.Release();
        _marks.Release();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(int value)
    {
        if (!_items.TryReserve(_count + 1))
            return false;
        _items.Items[_count++] = value;
        return true;
    }

    public int Pop() => _items.Items[--_count];

    /// <summary>The last so many values, the top one last. They hold until the next push.</summary>
    public ReadOnlySpan<int> Take(int count)
    {
        _count -= count;
        return _items.Items.AsSpan(_count, count);
    }

    public bool TryMark()
    {
        if (!_marks.TryReserve(_markCount + 1))
            return false;
        _marks.Items[_markCount++] = _count;
        _fence = _count;
        return true;
    }

    /// <summary>Takes the last mark away, and the values above it. False = there is no mark.</summary>
    public bool TryTakeMarked(out ReadOnlySpan<int> values)
    {
        values = [];
        if (_markCount == 0)
            return false;
        int mark = _fence;
        _markCount--;
        _fence = _markCount == 0 ? 0 : _marks.Items[_markCount - 1];
        values = _items.Items.AsSpan(mark, _count - mark);
        _count = mark;
        return true;
    }

    /// <summary>What POP does: takes the top value, or the mark if that is on top.</summary>
    public bool TryPop()
    {
        if (Reachable > 0)
        {
            _count--;
            return true;
        }
        return TryTakeMarked(out _);
    }
}
