using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// An object of a pickle: of which class, made with which arguments. Protocols write that in several ways, with the class as an
/// argument of a function of copyreg's; here they are one.
/// </summary>
internal ref struct ObjectShape
{
    /// <summary>A name, or what stands for one.</summary>
    public int Class { get; private set; }

    public KnownName Known { get; private set; }

    public PickleItems Arguments { get; private set; }

    /// <summary>A dict or <see cref="PickleHeap.Absent"/>.</summary>
    public int Keywords { get; private set; }

    public int State { get; private set; }

    public int AddedItems { get; private set; }

    public int AddedPairs { get; private set; }

    public static ObjectShape Of(scoped in PickleTree tree, int value)
    {
        PickleObject call = tree.Object(value);
        PickleItems arguments = tree.Items(call.Arguments);
        var shape = new ObjectShape
        {
            Class = call.Callable,
            Known = PickleNames.Find(tree, call.Callable),
            Arguments = arguments,
            Keywords = call.Keywords,
            State = call.State,
            AddedItems = call.AddedItems,
            AddedPairs = call.AddedPairs,
        };
        bool isWritten = shape.Known is KnownName.Reconstructor or KnownName.NewObject or KnownName.NewObjectWithKeywords;
        if (!isWritten || !arguments.TryTake(out int type))
            return shape;
        KnownName way = shape.Known;
        shape.Class = type;
        shape.Known = PickleNames.Find(tree, type);
        shape.Arguments = arguments;
        if (way == KnownName.NewObjectWithKeywords && arguments.TryTakePair(out int positional, out int keywords))
        {
            shape.Arguments = tree.Items(positional);
            shape.Keywords = tree.KindOf(keywords) == PickleKind.Dict ? keywords : PickleHeap.Absent;
        }
        if (way == KnownName.Reconstructor)
            shape.Arguments = ReconstructorArguments(tree, arguments);
        return shape;
    }

    /// <summary>The value that an object of a subclass has as one of its base class: of a tuple's its values.</summary>
    private static PickleItems ReconstructorArguments(scoped in PickleTree tree, PickleItems arguments)
    {
        if (!arguments.TryTake(out int parent))
            return arguments;
        PickleItems values = arguments;
        if (!arguments.TryTake(out int state))
            return values;
        bool isNothing = PickleNames.Find(tree, parent) == KnownName.Object && tree.KindOf(state) == PickleKind.None;
        return isNothing || tree.IsTuple(state) ? tree.Items(state) : values;
    }
}
