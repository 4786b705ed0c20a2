using System.Runtime.InteropServices;

namespace LogHog.Engine.Query;

/// <summary>Rows that a query keeps until it knows what becomes of them, within its memory budget.</summary>
/// <remarks>A row is a number of fields, a name and a length for each, and the bytes of all values, one after the other.</remarks>
internal sealed class KeptRows(MemoryBudget budget)
{
    // Whoever keeps a row also keeps where it is, in a list that may have grown to twice its need.
    private const int PlaceBytes = 48;

    private readonly KeptBytes _bytes = new();
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _names = [];

    // The rows of a source mostly have the same fields in the same order.
    private readonly List<int> _usual = [];
    private long _taken;

    /// <summary>The number of a field's name here.</summary>
    public int NumberOf(string name)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out bool exists);
        if (!exists)
        {
            number = _names.Count;
            _names.Add(name);
        }

        return number;
    }

    /// <returns>Where it is; a row that is added later has a greater place.</returns>
    /// <exception cref="LogsQlException">The query holds too much.</exception>
    public long Add(Row row)
    {
        int head = 1 + (2 * row.Count);
        int length = head * sizeof(int);
        for (int i = 0; i < row.Count; i++)
        {
            length += row.ValueAt(i).Length;
        }

        // Numbers can be read where they are divisible by their size.
        length = (length + sizeof(int) - 1) & -sizeof(int);
        budget.Take(length + PlaceBytes);
        _taken += length + PlaceBytes;
        Span<byte> room = _bytes.Reserve(length, out long at);
        Span<int> numbers = MemoryMarshal.Cast<byte, int>(room[..(head * sizeof(int))]);
        numbers[0] = row.Count;
        int to = head * sizeof(int);
        for (int i = 0; i < row.Count; i++)
        {
            ReadOnlySpan<byte> value = row.ValueAt(i).Span;
            numbers[1 + (2 * i)] = NumberAt(i, row.NameAt(i));
            numbers[2 + (2 * i)] = value.Length;
            value.CopyTo(room[to..]);
            to += value.Length;
        }

        return at;
    }

    /// <summary>Fills a row; its values are borrowed from here.</summary>
    public void Read(long at, Row into)
    {
        into.Clear();
        ReadOnlySpan<int> numbers = Numbers(at);
        long value = at + (numbers.Length * sizeof(int));
        for (int i = 1; i < numbers.Length; i += 2)
        {
            into.Add(_names[numbers[i]], _bytes.Memory(value, numbers[i + 1]));
            value += numbers[i + 1];
        }
    }

    /// <summary>A field's value; empty when the row does not have it.</summary>
    public ReadOnlySpan<byte> Value(long at, int name)
    {
        ReadOnlySpan<int> numbers = Numbers(at);
        long value = at + (numbers.Length * sizeof(int));
        for (int i = 1; i < numbers.Length; i += 2)
        {
            if (numbers[i] == name)
            {
                return _bytes.Span(value, numbers[i + 1]);
            }

            value += numbers[i + 1];
        }

        return default;
    }

    /// <summary>Gives back what the rows took of the budget: they are not read any more.</summary>
    public void Release()
    {
        budget.Give(_taken);
        _taken = 0;
    }

    private ReadOnlySpan<int> Numbers(long at)
    {
        ReadOnlySpan<int> all = MemoryMarshal.Cast<byte, int>(_bytes.From(at));
        return all[..(1 + (2 * all[0]))];
    }

    private int NumberAt(int index, string name)
    {
        if (index < _usual.Count && ReferenceEquals(_names[_usual[index]], name))
        {
            return _usual[index];
        }

        int number = NumberOf(name);
        if (index == _usual.Count)
        {
            _usual.Add(number);
        }
        else if (index < _usual.Count)
        {
            _usual[index] = number;
        }

        return number;
    }
}
