using System.Runtime.CompilerServices;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>Puts containers together from what is on the stack. Every value that is put down is counted.</summary>
internal sealed class PickleBuilder(PickleStack stack, PickleHeap heap, int nodesMax)
{
    private int _nodes;

    public void Begin() => _nodes = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RejectReason Push(int value) =>
        ++_nodes <= nodesMax && stack.TryPush(value) ? RejectReason.None : RejectReason.PickleTooManyNodes;

    public RejectReason PushSequence(PickleKind kind) => Push(heap.TryAddSequence(kind, out int value), value);

    public RejectReason PushPersistent(int id) => Push(heap.TryAddPersistent(id, out int value), value);

    /// <summary>A list, dict or frozenset of all above the mark.</summary>
    public RejectReason PushMarked(PickleKind kind)
    {
        if (!stack.TryTakeMarked(out ReadOnlySpan<int> values) || (kind == PickleKind.Dict && values.Length % 2 != 0))
            return RejectReason.BadPickle;
        return Push(heap.TryAddSequence(kind, out int value) && heap.TryAppend(value, values), value);
    }

    /// <param name="values">Taken from the stack.</param>
    /// <param name="position">Of the opcode: an empty tuple stands for itself.</param>
    public RejectReason PushTuple(ReadOnlySpan<int> values, int position) =>
        values.IsEmpty ? Push(position) : Push(heap.TryAddTuple(values, out int value), value);

    /// <summary>Adds what lies above the mark to the value below it, see <see cref="Add"/>.</summary>
    public RejectReason AddMarked(PickleKind kind)
    {
        if (!stack.TryTakeMarked(out ReadOnlySpan<int> values) || stack.Reachable == 0 || (kind == PickleKind.Dict && values.Length % 2 != 0))
            return RejectReason.BadPickle;
        return Add(values, kind);
    }

    /// <summary>Adds values to the top one: a list, dict or set, as the opcode wants it, or an object that would take them.</summary>
    public RejectReason Add(ReadOnlySpan<int> values, PickleKind kind)
    {
        int target = stack.Top;
        PickleKind targetKind = target < 0 ? heap.KindOf(target) : PickleKind.Absent;
        if (targetKind is PickleKind.Object or PickleKind.KeywordObject)
        {
            if (!heap.TryAddedTo(target, isPairs: kind == PickleKind.Dict, out target))
                return RejectReason.PickleTooManyNodes;
        }
        else if (targetKind != kind)
        {
            return RejectReason.BadPickle;
        }
        return heap.TryAppend(target, values) ? RejectReason.None : RejectReason.PickleTooManyNodes;
    }

    /// <summary>A module and a name in it, both from the stack.</summary>
    public RejectReason PushGlobal(ReadOnlySpan<byte> pickle)
    {
        if (stack.Reachable < 2)
            return RejectReason.BadPickle;
        int name = stack.Pop();
        int module = stack.Pop();
        if (!IsText(KindOf(pickle, name)) || !IsText(KindOf(pickle, module)))
            return RejectReason.BadPickle;
        return Push(heap.TryAddGlobal(module, name, out int value), value);
    }

    /// <summary>What a call would give, without the call.</summary>
    /// <param name="pickle">All of it.</param>
    /// <param name="callable">Must be something that could be called.</param>
    /// <param name="arguments">Must be a tuple; None is what Python 1 wrote for an empty one.</param>
    /// <param name="keywords">Must be a dict, or <see cref="PickleHeap.Absent"/>.</param>
    public RejectReason PushObject(ReadOnlySpan<byte> pickle, int callable, int arguments, int keywords)
    {
        bool isSound = IsCallable(KindOf(pickle, callable))
            && KindOf(pickle, arguments) is PickleKind.EmptyTuple or PickleKind.Tuple1 or PickleKind.Tuple2 or PickleKind.Tuple or PickleKind.None
            && (keywords == PickleHeap.Absent || KindOf(pickle, keywords) == PickleKind.Dict);
        return isSound ? Push(heap.TryAddObject(callable, arguments, keywords, out int value), value) : RejectReason.BadPickle;
    }

    /// <summary>An instance as protocols 0 and 1 have them: the arguments lay on the stack.</summary>
    /// <param name="pickle">All of it.</param>
    /// <param name="callable">A class, or the place of the opcode that names it.</param>
    /// <param name="arguments">Taken from the stack.</param>
    public RejectReason PushInstance(ReadOnlySpan<byte> pickle, int callable, ReadOnlySpan<int> arguments) =>
        heap.TryAddTuple(arguments, out int tuple)
            ? PushObject(pickle, callable, tuple, PickleHeap.Absent)
            : RejectReason.PickleTooManyNodes;

    /// <summary>Gives the object on top its state.</summary>
    public RejectReason Build(int state)
    {
        int target = stack.Top;
        if (target >= 0 || heap.KindOf(target) is not (PickleKind.Object or PickleKind.KeywordObject))
            return RejectReason.BadPickle;
        heap.SetState(target, state);
        return RejectReason.None;
    }

    private RejectReason Push(bool isMade, int value) => isMade ? Push(value) : RejectReason.PickleTooManyNodes;

    private PickleKind KindOf(ReadOnlySpan<byte> pickle, int value) =>
        value >= 0 ? PickleTree.ScalarKind(pickle, value) : heap.KindOf(value);

    private static bool IsText(PickleKind kind) => kind is PickleKind.Text or PickleKind.ByteText;

    private static bool IsCallable(PickleKind kind) => kind is PickleKind.Global or PickleKind.StackGlobal or PickleKind.Extension
        or PickleKind.Object or PickleKind.KeywordObject or PickleKind.PersistentId or PickleKind.PersistentObject;
}
