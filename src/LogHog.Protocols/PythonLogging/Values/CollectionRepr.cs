using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>OrderedDict, defaultdict and deque of the module collections, as Python 3.12 and later show them.</summary>
internal static class CollectionRepr
{
    public static bool TryWrite(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        return shape.Known switch
        {
            KnownName.OrderedDict => TryWriteOrdered(writer, tree, shape),
            KnownName.DefaultDict => TryWriteDefault(writer, tree, shape),
            _ => TryWriteDeque(writer, tree, shape),
        };
    }

    private static bool TryWriteOrdered(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        RenderBuffer output = writer.Output;
        PickleItems arguments = shape.Arguments;
        // Python 2.7 gives the pairs as an argument: a list of lists.
        PickleItems lists = arguments.TryTake(out int list) ? tree.Items(list) : default;
        if (tree.KindOf(list) is not (PickleKind.List or PickleKind.Absent))
            return false;
        if (lists.IsEmpty && tree.Items(shape.AddedPairs).IsEmpty)
        {
            output.Write("OrderedDict()"u8);
            return true;
        }
        output.Write("OrderedDict({"u8);
        int start = output.Length;
        while (lists.TryTake(out int pairValue))
        {
            PickleItems pair = tree.Items(pairValue);
            if (!pair.TryTakePair(out int name, out int value) || !pair.IsEmpty)
                return false;
            if (output.Length > start)
                output.Write(", "u8);
            writer.WriteRepr(tree, name);
            output.Write(": "u8);
            writer.WriteRepr(tree, value);
        }
        if (output.Length > start && !tree.Items(shape.AddedPairs).IsEmpty)
            output.Write(", "u8);
        writer.WritePairs(tree, tree.Items(shape.AddedPairs));
        output.Write("})"u8);
        return true;
    }

    private static bool TryWriteDefault(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        RenderBuffer output = writer.Output;
        PickleItems arguments = shape.Arguments;
        output.Write("defaultdict("u8);
        if (arguments.TryTake(out int factory))
            writer.WriteRepr(tree, factory);
        else
            output.Write("None"u8);
        output.Write(", {"u8);
        writer.WritePairs(tree, tree.Items(shape.AddedPairs));
        output.Write("})"u8);
        return arguments.IsEmpty;
    }

    private static bool TryWriteDeque(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        RenderBuffer output = writer.Output;
        PickleItems arguments = shape.Arguments;
        PickleItems items = tree.Items(shape.AddedItems);
        if (arguments.TryTake(out int list) && !tree.Items(list).IsEmpty)
        {
            if (!items.IsEmpty)
                return false;
            items = tree.Items(list);
        }
        output.Write("deque(["u8);
        writer.WriteItems(tree, items);
        output.Write((byte)']');
        if (arguments.TryTake(out int length) && tree.KindOf(length) == PickleKind.Integer)
        {
            output.Write(", maxlen="u8);
            writer.WriteRepr(tree, length);
        }
        output.Write((byte)')');
        return true;
    }
}
