using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>
/// Reads a pickle of any protocol as Python's <c>pickle.loads</c> would, and does none of what it says: each opcode moves integers
/// between flat arrays. Names stay names, calls stay pairs of a name and arguments. One instance a decoder.
/// </summary>
/// <remarks>
/// Opcodes are those of pickletools in CPython 3.13; where the C unpickler refuses (underflow, a number in the memo that nobody put
/// there, an odd count for a dict), this one refuses, too. Time and memory are linear in the pickle.
/// </remarks>
internal sealed class PickleMachine
{
    // Arrays longer than this are given back after the record that needed them; 16 KiB each.
    private const int RetainedItemsMax = 4096;

    private const int ProtocolMax = 5;

    private readonly PickleStack _stack;
    private readonly PickleHeap _heap;
    private readonly PickleMemo _memo;
    private readonly PickleBuilder _builder;

    public PickleMachine(PythonLoggingLimits limits, MemoryBudget budget)
    {
        _stack = new PickleStack(budget);
        _heap = new PickleHeap(budget);
        _memo = new PickleMemo(budget, limits.MemoMax);
        _builder = new PickleBuilder(_stack, _heap, limits.NodesMax);
    }

    /// <summary>The containers of the pickle read last.</summary>
    public ReadOnlySpan<int> Heap => _heap.Items;

    /// <summary>Takes back the tree that was read last.</summary>
    public void Reset()
    {
        _heap.Clear(RetainedItemsMax);
        _builder.Begin();
    }

    /// <summary>Reads up to STOP, after <see cref="Reset"/>. What stands behind STOP is nobody's, as in Python.</summary>
    public RejectReason Run(ReadOnlySpan<byte> pickle, out int root)
    {
        RejectReason reason = RunAll(pickle, out root);
        _stack.Clear(RetainedItemsMax);
        _memo.Clear(RetainedItemsMax);
        return reason;
    }

    /// <summary>Gives all memory back; the last tree is no longer valid.</summary>
    public void Release()
    {
        _stack.Release();
        _heap.Release();
        _memo.Release();
    }

    private RejectReason RunAll(ReadOnlySpan<byte> pickle, out int root)
    {
        root = PickleHeap.Absent;
        int position = 0;
        while (position < pickle.Length)
        {
            byte opcode = pickle[position];
            if (opcode == PickleOpcode.Stop)
            {
                if (_stack.Reachable == 0)
                    return RejectReason.BadPickle;
                root = _stack.Top;
                return RejectReason.None;
            }
            int end = EndOfFrequent(pickle, opcode, position);
            RejectReason reason;
            if (end > 0)
            {
                reason = opcode == PickleOpcode.BinPut ? Put(pickle[position + 1])
                    : opcode == PickleOpcode.Memoize ? Put(_memo.Count)
                    : _builder.Push(position);
            }
            else
            {
                end = PickleArgument.End(pickle, position);
                reason = end < 0 ? RejectReason.BadPickle : Step(pickle, opcode, position, end);
            }
            if (reason != RejectReason.None)
                return reason;
            position = end;
        }
        return RejectReason.BadPickle;
    }

    /// <summary>
    /// Where an opcode ends that is one of those that a record consists of: texts, small numbers, None, and the memo. They go past the
    /// tables; what they mean is the same. 0 = another opcode, or the end is not there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfFrequent(ReadOnlySpan<byte> pickle, byte opcode, int position)
    {
        const int lengthBytes = 5;
        int left = pickle.Length - position;
        if (left <= lengthBytes)
            return 0;
        switch (opcode)
        {
            case PickleOpcode.BinUnicode:
                uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(pickle[(position + 1)..]);
                return bytes <= (uint)(left - lengthBytes) ? position + lengthBytes + (int)bytes : 0;
            case PickleOpcode.ShortBinUnicode:
                int shortBytes = pickle[position + 1];
                return shortBytes <= left - 2 ? position + 2 + shortBytes : 0;
            case PickleOpcode.BinPut or PickleOpcode.BinInt1:
                return position + 2;
            case PickleOpcode.BinInt2:
                return position + 3;
            case PickleOpcode.None or PickleOpcode.Memoize:
                return position + 1;
            default:
                return 0;
        }
    }

    private RejectReason Step(ReadOnlySpan<byte> pickle, byte opcode, int position, int end)
    {
        switch (opcode)
        {
            // What spells a value by itself, the frequent ones first.
            case PickleOpcode.BinUnicode or PickleOpcode.ShortBinUnicode or PickleOpcode.BinInt1 or PickleOpcode.None:
            case PickleOpcode.BinInt or PickleOpcode.BinInt2 or PickleOpcode.BinFloat or PickleOpcode.NewTrue or PickleOpcode.NewFalse:
            case PickleOpcode.BinString or PickleOpcode.ShortBinString or PickleOpcode.BinUnicode8:
            case PickleOpcode.BinBytes or PickleOpcode.ShortBinBytes or PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
            case PickleOpcode.Long1 or PickleOpcode.Long4 or PickleOpcode.EmptyTuple or PickleOpcode.NextBuffer or PickleOpcode.PersId:
                return _builder.Push(position);
            case PickleOpcode.Global:
                return _builder.Push(position);
            case PickleOpcode.Int or PickleOpcode.Long or PickleOpcode.Float or PickleOpcode.String or PickleOpcode.Unicode:
                return PickleText.IsSound(opcode, PickleArgument.Content(pickle, position)) ? _builder.Push(position) : RejectReason.BadPickle;
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4:
                return PickleArgument.Number(pickle, position) is > 0 and <= int.MaxValue ? _builder.Push(position) : RejectReason.BadPickle;

            case PickleOpcode.BinPut or PickleOpcode.LongBinPut or PickleOpcode.Put:
                return Put(PickleArgument.Number(pickle, position));
            case PickleOpcode.Memoize:
                return Put(_memo.Count);
            case PickleOpcode.BinGet or PickleOpcode.LongBinGet or PickleOpcode.Get:
                long number = PickleArgument.Number(pickle, position);
                return number >= 0 && _memo.TryGet((uint)number, out int value) ? _builder.Push(value) : RejectReason.BadPickle;

            case PickleOpcode.Mark:
                return _stack.TryMark() ? RejectReason.None : RejectReason.PickleTooManyNodes;
            case PickleOpcode.Pop:
                return _stack.TryPop() ? RejectReason.None : RejectReason.BadPickle;
            case PickleOpcode.PopMark:
                return _stack.TryTakeMarked(out _) ? RejectReason.None : RejectReason.BadPickle;
            case PickleOpcode.Dup:
                return _stack.Reachable > 0 ? _builder.Push(_stack.Top) : RejectReason.BadPickle;
            case PickleOpcode.ReadOnlyBuffer:
                return _stack.Reachable > 0 ? RejectReason.None : RejectReason.BadPickle;
            case PickleOpcode.Proto:
                return pickle[position + 1] <= ProtocolMax ? RejectReason.None : RejectReason.BadPickle;
            case PickleOpcode.Frame:
                ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(pickle[(position + 1)..]);
                return bytes <= (ulong)(pickle.Length - end) ? RejectReason.None : RejectReason.BadPickle;

            default:
                return StepContainer(pickle, opcode, position);
        }
    }

    private RejectReason StepContainer(ReadOnlySpan<byte> pickle, byte opcode, int position)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyList:
                return _builder.PushSequence(PickleKind.List);
            case PickleOpcode.EmptyDict:
                return _builder.PushSequence(PickleKind.Dict);
            case PickleOpcode.EmptySet:
                return _builder.PushSequence(PickleKind.Set);
            case PickleOpcode.List:
                return _builder.PushMarked(PickleKind.List);
            case PickleOpcode.Dict:
                return _builder.PushMarked(PickleKind.Dict);
            case PickleOpcode.FrozenSet:
                return _builder.PushMarked(PickleKind.FrozenSet);
            case PickleOpcode.Tuple:
                return _stack.TryTakeMarked(out ReadOnlySpan<int> values) ? _builder.PushTuple(values, position) : RejectReason.BadPickle;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                int count = opcode - PickleOpcode.Tuple1 + 1;
                return _stack.Reachable >= count ? _builder.PushTuple(_stack.Take(count), position) : RejectReason.BadPickle;

            case PickleOpcode.Append:
                return _stack.Reachable >= 2 ? _builder.Add(_stack.Take(1), PickleKind.List) : RejectReason.BadPickle;
            case PickleOpcode.SetItem:
                return _stack.Reachable >= 3 ? _builder.Add(_stack.Take(2), PickleKind.Dict) : RejectReason.BadPickle;
            case PickleOpcode.Appends:
                return _builder.AddMarked(PickleKind.List);
            case PickleOpcode.AddItems:
                return _builder.AddMarked(PickleKind.Set);
            case PickleOpcode.SetItems:
                return _builder.AddMarked(PickleKind.Dict);

            case PickleOpcode.StackGlobal:
                return _builder.PushGlobal(pickle);
            case PickleOpcode.BinPersId:
                if (_stack.Reachable == 0)
                    return RejectReason.BadPickle;
                return _builder.PushPersistent(_stack.Pop());
            default:
                return StepObject(pickle, opcode, position);
        }
    }

    private RejectReason StepObject(ReadOnlySpan<byte> pickle, byte opcode, int position)
    {
        switch (opcode)
        {
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                if (_stack.Reachable < 2)
                    return RejectReason.BadPickle;
                ReadOnlySpan<int> two = _stack.Take(2);
                return _builder.PushObject(pickle, two[0], two[1], PickleHeap.Absent);
            case PickleOpcode.NewObjEx:
                if (_stack.Reachable < 3)
                    return RejectReason.BadPickle;
                ReadOnlySpan<int> three = _stack.Take(3);
                return _builder.PushObject(pickle, three[0], three[1], three[2]);
            case PickleOpcode.Inst:
                return _stack.TryTakeMarked(out ReadOnlySpan<int> values) ? _builder.PushInstance(pickle, position, values) : RejectReason.BadPickle;
            case PickleOpcode.Obj:
                return _stack.TryTakeMarked(out ReadOnlySpan<int> all) && all.Length > 0
                    ? _builder.PushInstance(pickle, all[0], all[1..])
                    : RejectReason.BadPickle;
            case PickleOpcode.Build:
                if (_stack.Reachable < 2)
                    return RejectReason.BadPickle;
                return _builder.Build(_stack.Pop());
            default:
                return RejectReason.BadPickle;
        }
    }

    private RejectReason Put(long number)
    {
        if (number < 0 || _stack.Reachable == 0)
            return RejectReason.BadPickle;
        return _memo.Put((uint)number, _stack.Top);
    }
}
