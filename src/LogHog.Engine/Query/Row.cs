using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query;

/// <summary>
/// A row on its way through the pipes: fields in order, values as UTF-8. One instance is filled again and again;
/// what it holds is borrowed until the receiver returns. Who keeps a row keeps a <see cref="Copy"/>.
/// </summary>
public sealed class Row : IRow
{
    private string[] _names = new string[16];
    private ReadOnlyMemory<byte>[] _values = new ReadOnlyMemory<byte>[16];

    public int Count { get; private set; }

    /// <summary>So many rows that are equal in every field somebody looks at; 1 unless <see cref="QueryRequirements.AllowsWeights"/>.</summary>
    public long Weight { get; set; } = 1;

    public string NameAt(int index) => _names[index];

    public ReadOnlyMemory<byte> ValueAt(int index) => _values[index];

    public ReadOnlySpan<byte> Get(string field) => GetMemory(field).Span;

    public ReadOnlyMemory<byte> GetMemory(string field)
    {
        int index = IndexOf(field);
        return index < 0 ? default : _values[index];
    }

    public bool TryGetTime(out long unixNs) => Timestamps.TryParse(Get("_time"), out unixNs);

    /// <summary>Sets a field, or adds it at the end.</summary>
    public void Set(string field, ReadOnlyMemory<byte> value)
    {
        int index = IndexOf(field);
        if (index < 0)
        {
            Add(field, value);
        }
        else
        {
            _values[index] = value;
        }
    }

    /// <summary>Adds a field of which the caller knows that the row does not have it.</summary>
    public void Add(string field, ReadOnlyMemory<byte> value)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _names[Count] = field;
        _values[Count++] = value;
    }

    public void Remove(string field)
    {
        int index = IndexOf(field);
        if (index >= 0)
        {
            RemoveAt(index);
        }
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_names, index + 1, _names, index, Count - index);
        Array.Copy(_values, index + 1, _values, index, Count - index);
        _values[Count] = default;
    }

    public void RenameAt(int index, string field) => _names[index] = field;

    public void Clear()
    {
        Array.Clear(_values, 0, Count);
        Count = 0;
        Weight = 1;
    }

    /// <summary>A row of its own: nothing in it is borrowed.</summary>
    public Row Copy()
    {
        int bytes = 0;
        for (int i = 0; i < Count; i++)
        {
            bytes += _values[i].Length;
        }

        var copy = new Row();
        if (Count > copy._names.Length)
        {
            copy._names = new string[Count];
            copy._values = new ReadOnlyMemory<byte>[Count];
        }

        byte[] buffer = bytes == 0 ? [] : new byte[bytes];
        int at = 0;
        for (int i = 0; i < Count; i++)
        {
            _values[i].CopyTo(buffer.AsMemory(at));
            copy._names[i] = _names[i];
            copy._values[i] = buffer.AsMemory(at, _values[i].Length);
            at += _values[i].Length;
        }

        copy.Count = Count;
        copy.Weight = Weight;
        return copy;
    }

    /// <summary>Takes over the fields of another row; the values stay borrowed from where that row has them.</summary>
    public void Assign(Row other)
    {
        Clear();
        Weight = other.Weight;
        for (int i = 0; i < other.Count; i++)
        {
            Add(other._names[i], other._values[i]);
        }
    }

    /// <summary>What a copy costs, in bytes, for a query's memory budget.</summary>
    public long CopyBytes()
    {
        long bytes = 96 + (Math.Max(Count, 16) * 24L);
        for (int i = 0; i < Count; i++)
        {
            bytes += _values[i].Length;
        }

        return bytes;
    }

    public int IndexOf(string field)
    {
        string[] names = _names;
        for (int i = 0; i < Count; i++)
        {
            if (ReferenceEquals(names[i], field) || string.Equals(names[i], field, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
