using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// Writes values of a pickle as Python's <c>str()</c> and <c>repr()</c> show them, as those of Python 3.13 do. What is no value of
/// the standard library's harmless ones is shown as <c>&lt;module.Name(arguments)&gt;</c>.
/// </summary>
internal sealed class ReprWriter(RenderBuffer output, RenderBuffer scratch, int depthMax)
{
    // What is being written, from the outermost in.
    private readonly int[] _path = new int[depthMax];
    private int _depth;

    public RenderBuffer Output => output;

    public ValueText Texts { get; } = new(scratch);

    /// <summary>Why what was written is not all; none while all is well.</summary>
    public RejectReason Failure { get; private set; }

    public void Begin()
    {
        Failure = RejectReason.None;
        _depth = 0;
    }

    /// <summary>As <c>str()</c>: a text without its quotes, a date readable.</summary>
    public void WriteStr(scoped in PickleTree tree, int value)
    {
        switch (tree.KindOf(value))
        {
            case PickleKind.Text or PickleKind.ByteText:
                if (TryGetText(tree, value, out ReadOnlySpan<byte> text))
                    output.Write(text);
                break;
            case PickleKind.Object or PickleKind.KeywordObject:
                WriteObject(tree, value, isStr: true);
                break;
            default:
                WriteRepr(tree, value);
                break;
        }
        NoteFull();
    }

    /// <summary>As <c>repr()</c>.</summary>
    public void WriteRepr(scoped in PickleTree tree, int value)
    {
        switch (tree.KindOf(value))
        {
            case PickleKind.None:
                output.Write("None"u8);
                break;
            case PickleKind.True:
                output.Write("True"u8);
                break;
            case PickleKind.False:
                output.Write("False"u8);
                break;
            case PickleKind.Integer:
                // A long line of zeros is short when written, and takes its time to read.
                output.Charge(tree.Content(value).Length);
                NumberText.WriteInteger(output, tree.Pickle, value);
                break;
            case PickleKind.Float:
                output.Charge(tree.Content(value).Length);
                NumberText.WriteFloat(output, NumberText.Float(tree.Pickle, value));
                break;
            case PickleKind.Text or PickleKind.ByteText:
                if (TryGetText(tree, value, out ReadOnlySpan<byte> text))
                    TextRepr.WriteText(output, text);
                break;
            case PickleKind.Bytes:
                TextRepr.WriteBytes(output, tree.Content(value));
                break;
            case PickleKind.ByteArray:
                WriteByteArray(tree.Content(value));
                break;
            case PickleKind.EmptyTuple:
                output.Write("()"u8);
                break;
            case PickleKind.Object or PickleKind.KeywordObject:
                WriteObject(tree, value, isStr: false);
                break;
            case PickleKind.List or PickleKind.Dict or PickleKind.Set or PickleKind.FrozenSet:
            case PickleKind.Tuple or PickleKind.Tuple1 or PickleKind.Tuple2:
                WriteContainer(tree, value);
                break;
            default:
                WriteName(tree, value);
                break;
        }
        NoteFull();
    }

    public bool TryGetText(scoped in PickleTree tree, int value, out ReadOnlySpan<byte> text)
    {
        if (Texts.TryGet(tree, value, out text, out _))
            return true;
        Fail(scratch.IsFull ? RejectReason.PickleRenderedTooLarge : RejectReason.BadUtf8);
        return false;
    }

    public void WriteByteArray(ReadOnlySpan<byte> bytes)
    {
        output.Write("bytearray("u8);
        TextRepr.WriteBytes(output, bytes);
        output.Write((byte)')');
    }

    /// <summary>The values, with commas between them.</summary>
    public void WriteItems(scoped in PickleTree tree, PickleItems items)
    {
        bool isFirst = true;
        while (Failure == RejectReason.None && items.TryTake(out int item))
        {
            output.Write(isFirst ? ""u8 : ", "u8);
            WriteRepr(tree, item);
            isFirst = false;
        }
    }

    public void WritePairs(scoped in PickleTree tree, PickleItems pairs)
    {
        bool isFirst = true;
        while (Failure == RejectReason.None && pairs.TryTakePair(out int name, out int value))
        {
            output.Write(isFirst ? ""u8 : ", "u8);
            WriteRepr(tree, name);
            output.Write(": "u8);
            WriteRepr(tree, value);
            isFirst = false;
        }
    }

    /// <summary>Goes one level down. False = this very value is being written already, or it is too deep.</summary>
    public bool TryEnter(int value, ReadOnlySpan<byte> ifRecursive)
    {
        if (_path.AsSpan(0, _depth).Contains(value))
        {
            output.Write(ifRecursive);
            return false;
        }
        if (_depth == _path.Length)
        {
            Fail(RejectReason.PickleTooDeep);
            return false;
        }
        _path[_depth++] = value;
        return true;
    }

    public void Leave() => _depth--;

    private void Fail(RejectReason reason)
    {
        if (Failure == RejectReason.None)
            Failure = reason;
    }

    private void NoteFull()
    {
        if (output.IsFull || scratch.IsFull)
            Fail(RejectReason.PickleRenderedTooLarge);
    }

    private void WriteContainer(scoped in PickleTree tree, int value)
    {
        PickleKind kind = tree.KindOf(value);
        PickleItems items = tree.Items(value);
        ReadOnlySpan<byte> recursive = kind switch
        {
            PickleKind.List => "[...]"u8,
            PickleKind.Dict => "{...}"u8,
            PickleKind.Set => "set(...)"u8,
            PickleKind.FrozenSet => "frozenset(...)"u8,
            _ => "(...)"u8,
        };
        if (!TryEnter(value, recursive))
            return;
        switch (kind)
        {
            case PickleKind.List:
                WriteBetween(tree, "["u8, items, "]"u8);
                break;
            case PickleKind.Dict:
                output.Write((byte)'{');
                WritePairs(tree, items);
                output.Write((byte)'}');
                break;
            case PickleKind.Set or PickleKind.FrozenSet:
                WriteSet(tree, items, isFrozen: kind == PickleKind.FrozenSet);
                break;
            case PickleKind.Tuple1:
                WriteBetween(tree, "("u8, items, ",)"u8);
                break;
            default:
                WriteBetween(tree, "("u8, items, ")"u8);
                break;
        }
        Leave();
    }

    /// <summary>A set's values, in the order in which they were sent.</summary>
    public void WriteSet(scoped in PickleTree tree, PickleItems items, bool isFrozen)
    {
        if (items.IsEmpty)
            output.Write(isFrozen ? "frozenset()"u8 : "set()"u8);
        else
            WriteBetween(tree, isFrozen ? "frozenset({"u8 : "{"u8, items, isFrozen ? "})"u8 : "}"u8);
    }

    private void WriteBetween(scoped in PickleTree tree, ReadOnlySpan<byte> open, PickleItems items, ReadOnlySpan<byte> close)
    {
        output.Write(open);
        WriteItems(tree, items);
        output.Write(close);
    }

    private void WriteObject(scoped in PickleTree tree, int value, bool isStr)
    {
        if (!TryEnter(value, "<...>"u8))
            return;
        if (PickleNames.TryGetAttribute(tree, value, out _, out _))
        {
            output.Write((byte)'<');
            PickleNames.Write(output, tree, value);
            output.Write((byte)'>');
        }
        else
        {
            ObjectRepr.Write(this, tree, value, isStr);
        }
        Leave();
    }

    private void WriteName(scoped in PickleTree tree, int value)
    {
        output.Write((byte)'<');
        switch (tree.KindOf(value))
        {
            case PickleKind.PersistentId:
                output.Write("persistent "u8);
                TextRepr.WriteBytes(output, tree.Content(value));
                break;
            case PickleKind.PersistentObject:
                output.Write("persistent "u8);
                if (TryEnter(value, "..."u8))
                {
                    WriteRepr(tree, tree.Pair(value).First);
                    Leave();
                }
                break;
            case PickleKind.Buffer:
                output.Write("buffer"u8);
                break;
            default:
                PickleNames.Write(output, tree, value);
                break;
        }
        output.Write((byte)'>');
    }
}
