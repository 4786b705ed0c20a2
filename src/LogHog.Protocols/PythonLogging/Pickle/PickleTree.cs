using System.Runtime.InteropServices;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>The parts of an object: what was to be called, with what, and what was to be put into the result.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PickleObject(int Callable, int Arguments, int State, int AddedItems, int AddedPairs, int Keywords);

/// <summary>A read pickle: its bytes, its containers and its root. Values are as <see cref="PickleHeap"/> has them.</summary>
internal readonly ref struct PickleTree(ReadOnlySpan<byte> pickle, ReadOnlySpan<int> heap)
{
    private static readonly PickleKind[] Kinds = CreateKinds();

    public ReadOnlySpan<byte> Pickle { get; } = pickle;

    public ReadOnlySpan<int> Heap { get; } = heap;

    public PickleKind KindOf(int value) =>
        value >= 0 ? ScalarKind(Pickle, value)
        : value == PickleHeap.Absent ? PickleKind.Absent
        : (PickleKind)Heap[~value];

    /// <summary>The kind of what an opcode spells by itself.</summary>
    public static PickleKind ScalarKind(ReadOnlySpan<byte> pickle, int position)
    {
        byte opcode = pickle[position];
        if (opcode == PickleOpcode.Int)
        {
            ReadOnlySpan<byte> digits = PickleArgument.Content(pickle, position);
            return digits.SequenceEqual("01"u8) ? PickleKind.True : digits.SequenceEqual("00"u8) ? PickleKind.False : PickleKind.Integer;
        }
        return Kinds[opcode];
    }

    /// <summary>The bytes of the opcode's argument.</summary>
    public ReadOnlySpan<byte> Content(int value) => PickleArgument.Content(Pickle, value);

    public PickleObject Object(int value)
    {
        bool hasKeywords = KindOf(value) == PickleKind.KeywordObject;
        ReadOnlySpan<int> parts = Heap[(~value + 1)..];
        return new PickleObject(parts[0], parts[1], parts[2], parts[3], parts[4], hasKeywords ? parts[5] : PickleHeap.Absent);
    }

    /// <summary>The values of a global on the stack (module, name), or the id of a persistent object.</summary>
    public (int First, int Second) Pair(int value) => (Heap[~value + 1], Heap[~value + 2]);

    /// <summary>The values of a sequence, of a dict names and values in turn; none for anything else.</summary>
    public PickleItems Items(int value)
    {
        switch (KindOf(value))
        {
            case PickleKind.Tuple1:
                return new PickleItems(Heap, Heap.Slice(~value + 1, 1), 0);
            case PickleKind.Tuple2:
                return new PickleItems(Heap, Heap.Slice(~value + 1, 2), 0);
            case PickleKind.List or PickleKind.Tuple or PickleKind.Dict or PickleKind.Set or PickleKind.FrozenSet:
                return new PickleItems(Heap, [], Heap[~value + 1]);
            default:
                return new PickleItems(Heap, [], 0);
        }
    }

    public bool IsTuple(int value) =>
        KindOf(value) is PickleKind.EmptyTuple or PickleKind.Tuple or PickleKind.Tuple1 or PickleKind.Tuple2;

    private static PickleKind[] CreateKinds()
    {
        var kinds = new PickleKind[256];
        Set(PickleKind.None, PickleOpcode.None);
        Set(PickleKind.True, PickleOpcode.NewTrue);
        Set(PickleKind.False, PickleOpcode.NewFalse);
        Set(PickleKind.Integer, PickleOpcode.Int, PickleOpcode.BinInt, PickleOpcode.BinInt1, PickleOpcode.BinInt2,
            PickleOpcode.Long, PickleOpcode.Long1, PickleOpcode.Long4);
        Set(PickleKind.Float, PickleOpcode.Float, PickleOpcode.BinFloat);
        Set(PickleKind.Text, PickleOpcode.Unicode, PickleOpcode.BinUnicode, PickleOpcode.ShortBinUnicode, PickleOpcode.BinUnicode8);
        Set(PickleKind.ByteText, PickleOpcode.String, PickleOpcode.BinString, PickleOpcode.ShortBinString);
        Set(PickleKind.Bytes, PickleOpcode.BinBytes, PickleOpcode.ShortBinBytes, PickleOpcode.BinBytes8);
        Set(PickleKind.ByteArray, PickleOpcode.ByteArray8);
        Set(PickleKind.EmptyTuple, PickleOpcode.EmptyTuple, PickleOpcode.Tuple);
        Set(PickleKind.Global, PickleOpcode.Global, PickleOpcode.Inst);
        Set(PickleKind.Extension, PickleOpcode.Ext1, PickleOpcode.Ext2, PickleOpcode.Ext4);
        Set(PickleKind.PersistentId, PickleOpcode.PersId);
        Set(PickleKind.Buffer, PickleOpcode.NextBuffer);
        return kinds;

        void Set(PickleKind kind, params ReadOnlySpan<byte> opcodes)
        {
            foreach (byte opcode in opcodes)
                kinds[opcode] = kind;
        }
    }
}

/// <summary>Walks over the values of a sequence.</summary>
internal ref struct PickleItems(ReadOnlySpan<int> heap, ReadOnlySpan<int> values, int nextSegment)
{
    private readonly ReadOnlySpan<int> _heap = heap;
    private ReadOnlySpan<int> _values = values;
    private int _nextSegment = nextSegment;

    public readonly bool IsEmpty => _values.IsEmpty && _nextSegment == 0;

    public bool TryTake(out int value)
    {
        if (_values.IsEmpty && !TryTakeSegment())
        {
            value = PickleHeap.Absent;
            return false;
        }
        value = _values[0];
        _values = _values[1..];
        return true;
    }

    /// <summary>A name and its value; of a sequence that ends between them nothing.</summary>
    public bool TryTakePair(out int name, out int value)
    {
        value = PickleHeap.Absent;
        return TryTake(out name) && TryTake(out value);
    }

    private bool TryTakeSegment()
    {
        if (_nextSegment == 0)
            return false;
        int segment = _nextSegment;
        _nextSegment = _heap[segment];
        _values = _heap.Slice(segment + 2, _heap[segment + 1]);
        return true;
    }
}
