using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>What stands to the right of Python's <c>%</c>: a tuple of arguments, a mapping, or a single argument.</summary>
internal ref struct PercentArguments
{
    // Pairs that are looked at for one message. A mapping of a message has a dozen, and a format a dozen keys.
    private const int PairsMax = 100_000;

    private readonly int _mapping;
    private int _pairsSeen;
    private PickleItems _items;
    private int _single;

    /// <param name="tree">The pickle.</param>
    /// <param name="args">All of them.</param>
    /// <param name="items">Those of a tuple.</param>
    public PercentArguments(scoped in PickleTree tree, int args, PickleItems items)
    {
        bool isTuple = tree.IsTuple(args);
        _items = items;
        _single = isTuple ? PickleHeap.Absent : args;
        _mapping = tree.KindOf(args) is PickleKind.Dict or PickleKind.List or PickleKind.Object or PickleKind.KeywordObject or PickleKind.Bytes
            ? args
            : PickleHeap.Absent;
    }

    public readonly bool IsMapping => _mapping != PickleHeap.Absent;

    /// <summary>Were some not used? A mapping need not be.</summary>
    public readonly bool AreLeft => !IsMapping && (!_items.IsEmpty || _single != PickleHeap.Absent);

    public bool TryTake(out int value)
    {
        if (_single == PickleHeap.Absent)
            return _items.TryTake(out value);
        value = _single;
        _single = PickleHeap.Absent;
        return true;
    }

    /// <summary>Takes the value of a key: it is the next argument. Of equal keys the last one counts.</summary>
    public bool TryChoose(scoped in PickleTree tree, ReprWriter writer, ReadOnlySpan<byte> key)
    {
        PickleItems pairs = tree.KindOf(_mapping) is PickleKind.Object or PickleKind.KeywordObject
            ? tree.Items(tree.Object(_mapping).AddedPairs)
            : tree.Items(tree.KindOf(_mapping) == PickleKind.Dict ? _mapping : PickleHeap.Absent);
        bool isFound = false;
        while (++_pairsSeen <= PairsMax && pairs.TryTakePair(out int name, out int value))
        {
            if (!IsKey(tree, writer, name, key))
                continue;
            _single = value;
            isFound = true;
        }
        return isFound;
    }

    private static bool IsKey(scoped in PickleTree tree, ReprWriter writer, int name, ReadOnlySpan<byte> key)
    {
        PickleKind kind = tree.KindOf(name);
        if (kind is not (PickleKind.Text or PickleKind.ByteText))
            return false;
        return tree.Pickle[name] is PickleOpcode.Unicode or PickleOpcode.String
            ? writer.TryGetText(tree, name, out ReadOnlySpan<byte> text) && text.SequenceEqual(key)
            : tree.Content(name).SequenceEqual(key);
    }

    /// <summary>What Python's errors call the type of a value.</summary>
    public static string TypeName(scoped in PickleTree tree, int value) => tree.KindOf(value) switch
    {
        PickleKind.None => "NoneType",
        PickleKind.True or PickleKind.False => "bool",
        PickleKind.Integer => "int",
        PickleKind.Float => "float",
        PickleKind.Text or PickleKind.ByteText => "str",
        PickleKind.Bytes => "bytes",
        PickleKind.ByteArray => "bytearray",
        PickleKind.List => "list",
        PickleKind.Dict => "dict",
        PickleKind.Set => "set",
        PickleKind.FrozenSet => "frozenset",
        PickleKind.EmptyTuple or PickleKind.Tuple or PickleKind.Tuple1 or PickleKind.Tuple2 => "tuple",
        _ => "object",
    };
}
