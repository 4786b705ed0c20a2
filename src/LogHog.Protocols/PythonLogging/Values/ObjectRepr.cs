using System.Buffers.Binary;
using System.Numerics;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Objects of a pickle: the harmless ones of the standard library as Python shows them, all others by their name.</summary>
internal static class ObjectRepr
{
    private const int UuidBytes = 16;

    // int and is_safe.
    private const int UuidAttributesMax = 2;

    public static void Write(ReprWriter writer, scoped in PickleTree tree, int value, bool isStr)
    {
        ObjectShape shape = ObjectShape.Of(tree, value);
        int start = writer.Output.Length;
        if (TryWriteKnown(writer, tree, shape, isStr))
            return;
        // What its name says it is, it is not.
        writer.Output.Truncate(start);
        WriteAny(writer, tree, shape);
    }

    private static bool TryWriteKnown(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape, bool isStr)
    {
        switch (shape.Known)
        {
            case KnownName.Encode or KnownName.Bytes or KnownName.ByteArray:
                return TryWriteBytes(writer, tree, shape);
            case KnownName.Set or KnownName.FrozenSet:
                return TryWriteSet(writer, tree, shape);
            case KnownName.Complex:
                return TryWriteComplex(writer.Output, tree, shape.Arguments);
            case KnownName.Date or KnownName.DateTime or KnownName.Time:
                return DateTimeRepr.TryWrite(writer, tree, shape, isStr);
            case KnownName.TimeDelta:
                return TimeDelta.TryRead(tree, shape.Arguments, out TimeDelta delta) && delta.TryWrite(writer.Output, isStr);
            case KnownName.TimeZone:
                return TimeZoneRepr.TryWrite(writer, tree, shape.Arguments, isStr);
            case KnownName.Decimal:
                return TryWriteDecimal(writer, tree, shape.Arguments, isStr);
            case KnownName.Uuid:
                return TryWriteUuid(writer, tree, shape, isStr);
            case KnownName.PosixPath or KnownName.PurePosixPath or KnownName.WindowsPath or KnownName.PureWindowsPath:
                return PathRepr.TryWrite(writer, tree, shape, isStr);
            case KnownName.OrderedDict or KnownName.DefaultDict or KnownName.Deque:
                return CollectionRepr.TryWrite(writer, tree, shape);
            default:
                return false;
        }
    }

    /// <summary><c>&lt;module.Name(arguments, name=state)&gt;</c>.</summary>
    private static void WriteAny(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        RenderBuffer output = writer.Output;
        output.Write((byte)'<');
        PickleNames.Write(output, tree, shape.Class);
        output.Write((byte)'(');
        int start = output.Length;
        writer.WriteItems(tree, shape.Arguments);
        WriteNamed(writer, tree, shape.Keywords, start);
        WriteState(writer, tree, shape.State, start);
        if (shape.AddedItems != PickleHeap.Absent)
            WriteNext(writer, tree, shape.AddedItems, start);
        if (shape.AddedPairs != PickleHeap.Absent)
            WriteNext(writer, tree, shape.AddedPairs, start);
        output.Write(")>"u8);
    }

    /// <summary>A dict of attributes, or one for them and one for slots, or whatever else a class made of its state.</summary>
    private static void WriteState(ReprWriter writer, scoped in PickleTree tree, int state, int start)
    {
        if (tree.KindOf(state) == PickleKind.Tuple2)
        {
            (int attributes, int slots) = tree.Pair(state);
            if (IsDictOrNone(tree, attributes) && IsDictOrNone(tree, slots))
            {
                WriteNamed(writer, tree, attributes, start);
                WriteNamed(writer, tree, slots, start);
                return;
            }
        }
        if (IsDictOrNone(tree, state))
            WriteNamed(writer, tree, state, start);
        else if (state != PickleHeap.Absent)
            WriteNext(writer, tree, state, start);
    }

    private static bool IsDictOrNone(scoped in PickleTree tree, int value) => tree.KindOf(value) is PickleKind.Dict or PickleKind.None;

    private static void WriteNamed(ReprWriter writer, scoped in PickleTree tree, int dict, int start)
    {
        if (tree.KindOf(dict) != PickleKind.Dict || !writer.TryEnter(dict, "{...}"u8))
            return;
        PickleItems pairs = tree.Items(dict);
        while (writer.Failure == RejectReason.None && pairs.TryTakePair(out int name, out int value))
        {
            WriteComma(writer.Output, start);
            writer.WriteStr(tree, name);
            writer.Output.Write((byte)'=');
            writer.WriteRepr(tree, value);
        }
        writer.Leave();
    }

    private static void WriteNext(ReprWriter writer, scoped in PickleTree tree, int value, int start)
    {
        WriteComma(writer.Output, start);
        writer.WriteRepr(tree, value);
    }

    private static void WriteComma(RenderBuffer output, int start)
    {
        if (output.Length > start)
            output.Write(", "u8);
    }

    private static bool TryWriteBytes(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        PickleItems arguments = shape.Arguments;
        ReadOnlySpan<byte> bytes = default;
        if (arguments.TryTake(out int content))
        {
            if (!writer.Texts.TryGetBytes(tree, content, out bytes))
                return false;
            // Only Latin-1 gives a byte for each character.
            if (arguments.TryTake(out int encoding) && !IsLatin1(tree, encoding))
                return false;
        }
        if (shape.Known == KnownName.ByteArray)
            writer.WriteByteArray(bytes);
        else
            TextRepr.WriteBytes(writer.Output, bytes);
        return true;
    }

    private static bool IsLatin1(scoped in PickleTree tree, int encoding) =>
        tree.KindOf(encoding) is PickleKind.Text or PickleKind.ByteText
        && (tree.Content(encoding).SequenceEqual("latin1"u8) || tree.Content(encoding).SequenceEqual("latin-1"u8));

    private static bool TryWriteSet(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape)
    {
        PickleItems arguments = shape.Arguments;
        PickleItems items = arguments.TryTake(out int list) ? tree.Items(list) : default;
        if (tree.KindOf(list) is not (PickleKind.List or PickleKind.Absent) || !arguments.IsEmpty)
            return false;
        writer.WriteSet(tree, items, isFrozen: shape.Known == KnownName.FrozenSet);
        return true;
    }

    private static bool TryWriteComplex(RenderBuffer output, scoped in PickleTree tree, PickleItems arguments)
    {
        if (!arguments.TryTakePair(out int realValue, out int imaginaryValue)
            || tree.KindOf(realValue) != PickleKind.Float || tree.KindOf(imaginaryValue) != PickleKind.Float)
            return false;
        double real = NumberText.Float(tree.Pickle, realValue);
        double imaginary = NumberText.Float(tree.Pickle, imaginaryValue);
        bool isImaginary = real == 0 && !double.IsNegative(real);
        if (!isImaginary)
        {
            output.Write((byte)'(');
            WriteShort(output, real);
            if (!double.IsNegative(imaginary) || double.IsNaN(imaginary))
                output.Write((byte)'+');
        }
        WriteShort(output, imaginary);
        output.Write(isImaginary ? "j"u8 : "j)"u8);
        return true;
    }

    // 1j, not 1.0j.
    private static void WriteShort(RenderBuffer output, double number)
    {
        NumberText.WriteFloat(output, number);
        if (output.Written.EndsWith(".0"u8))
            output.Truncate(output.Length - 2);
    }

    private static bool TryWriteDecimal(ReprWriter writer, scoped in PickleTree tree, PickleItems arguments, bool isStr)
    {
        if (!arguments.TryTake(out int digits) || tree.KindOf(digits) is not (PickleKind.Text or PickleKind.ByteText))
            return false;
        if (isStr)
        {
            writer.WriteStr(tree, digits);
            return true;
        }
        writer.Output.Write("Decimal("u8);
        writer.WriteRepr(tree, digits);
        writer.Output.Write((byte)')');
        return true;
    }

    private static bool TryWriteUuid(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape, bool isStr)
    {
        PickleItems state = tree.Items(shape.State);
        for (int tries = 0; tries < UuidAttributesMax && state.TryTakePair(out int name, out int value); tries++)
        {
            if (tree.KindOf(name) is not (PickleKind.Text or PickleKind.ByteText) || !writer.TryGetText(tree, name, out ReadOnlySpan<byte> key)
                || !key.SequenceEqual("int"u8) || tree.KindOf(value) != PickleKind.Integer
                || !NumberText.TryGetBigInteger(tree.Pickle, value, out BigInteger number)
                || number.Sign < 0 || number > (BigInteger)UInt128.MaxValue)
                continue;
            Span<byte> bytes = stackalloc byte[UuidBytes];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, (UInt128)number);
            writer.Output.Write(isStr ? ""u8 : "UUID('"u8);
            Span<byte> room = writer.Output.Reserve(36);
            if (!room.IsEmpty && new Guid(bytes, bigEndian: true).TryFormat(room, out int written, "D"))
                writer.Output.Commit(written);
            writer.Output.Write(isStr ? ""u8 : "')"u8);
            return true;
        }
        return false;
    }
}
