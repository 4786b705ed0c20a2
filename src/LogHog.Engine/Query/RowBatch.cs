namespace LogHog.Engine.Query;

/// <summary>Rows that travel together. One instance and its rows are filled again and again.</summary>
public sealed class RowBatch
{
    private Row[] _rows = new Row[16];

    public int Count { get; private set; }

    public Row this[int index] => _rows[index];

    /// <summary>An empty row at the end, for the caller to fill.</summary>
    public Row Add()
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }

        Row row = _rows[Count] ??= new Row();
        row.Clear();
        Count++;
        return row;
    }

    public void Clear() => Count = 0;

    /// <summary>Keeps the first rows.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Removes the first rows.</summary>
    public void RemoveFirst(int count)
    {
        count = Math.Min(count, Count);
        (Row[] moved, int rest) = (_rows[..count], Count - count);
        Array.Copy(_rows, count, _rows, 0, rest);
        moved.CopyTo(_rows, rest);
        Count = rest;
    }

    /// <summary>Keeps the rows that a test accepts, in their order.</summary>
    public void Keep<TState>(TState state, Func<TState, Row, bool> test)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (test(state, _rows[i]))
            {
                (_rows[kept], _rows[i]) = (_rows[i], _rows[kept]);
                kept++;
            }
        }

        Count = kept;
    }
}
