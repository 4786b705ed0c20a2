using System.Runtime.InteropServices;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Rows grouped by the values of some fields, with something kept for each group.</summary>
internal sealed class RowGroups<T>
{
    private readonly KeptBytes _bytes = new();
    private readonly Dictionary<KeptKey, T> _groups;
    private readonly Dictionary<KeptKey, T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly MemoryBudget _budget;
    private byte[] _key = new byte[256];
    private int _length;

    public RowGroups(MemoryBudget budget)
    {
        _budget = budget;
        _groups = new Dictionary<KeptKey, T>(new KeptKeys(_bytes));
        _lookup = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _groups.Count;

    public IEnumerable<KeyValuePair<ReadOnlyMemory<byte>, T>> All =>
        _groups.Select(group => KeyValuePair.Create(_bytes.Memory(group.Key.At, group.Key.Length), group.Value));

    public void StartKey() => _length = 0;

    /// <summary>Appends one value to the key.</summary>
    public void AddToKey(ReadOnlySpan<byte> value)
    {
        int needed = _length + 4 + value.Length;
        if (needed > _key.Length)
        {
            Array.Resize(ref _key, Math.Max(needed, _key.Length * 2));
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(_key.AsSpan(_length), value.Length);
        value.CopyTo(_key.AsSpan(_length + 4));
        _length = needed;
    }

    /// <summary>The group of the key, made if there is none yet.</summary>
    public ref T Get(Func<T> create, out bool isNew)
    {
        ref T? group = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, _key.AsSpan(0, _length), out bool exists);
        isNew = !exists;
        if (!exists)
        {
            _budget.Take(120 + _length);
            group = create();
        }

        return ref group!;
    }

    /// <summary>The group of the key, if there is one.</summary>
    public bool TryGet(out T? group) => _lookup.TryGetValue(_key.AsSpan(0, _length), out group);

    /// <summary>The order of two keys by their values.</summary>
    public static int Compare(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        foreach ((ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) in Split(left).Zip(Split(right)))
        {
            int order = ValueOrder.Compare(a.Span, b.Span);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>The values that a key is made of.</summary>
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> key)
    {
        List<ReadOnlyMemory<byte>> values = [];
        for (int at = 0; at < key.Length;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(key.Span[at..]);
            values.Add(key.Slice(at + 4, length));
            at += 4 + length;
        }

        return values;
    }
}
