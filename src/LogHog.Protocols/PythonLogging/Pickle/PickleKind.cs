namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>What a value of a pickle is. Nothing here is more than a name for bytes: no kind can do anything.</summary>
internal enum PickleKind : byte
{
    /// <summary>Not there.</summary>
    Absent,

    // These stand in the pickle itself.
    None,
    True,
    False,
    Integer,
    Float,

    /// <summary>Python 3's str, Python 2's unicode.</summary>
    Text,

    /// <summary>Python 2's str: text or bytes, nobody knows.</summary>
    ByteText,
    Bytes,
    ByteArray,
    EmptyTuple,

    /// <summary>A module and a name in it.</summary>
    Global,

    /// <summary>A number that a registry of the sender's stands for.</summary>
    Extension,

    /// <summary>An id that means something to the sender's storage.</summary>
    PersistentId,

    /// <summary>Bytes that were to come beside the pickle.</summary>
    Buffer,

    // These stand in the heap.
    List,
    Tuple,
    Tuple1,
    Tuple2,
    Dict,
    Set,
    FrozenSet,
    StackGlobal,
    PersistentObject,

    /// <summary>A callable and its arguments, which nobody calls, and what was to be put into its result.</summary>
    Object,

    /// <summary>The same with keyword arguments, too.</summary>
    KeywordObject,
}
