namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Names in a pickle whose values we can spell. They are compared, never looked up anywhere.</summary>
internal enum KnownName : byte
{
    /// <summary>Any other name.</summary>
    Unknown,

    // Ways to write other things.
    GetAttr,
    Reconstructor,
    NewObject,
    NewObjectWithKeywords,
    Encode,
    Object,

    // Values.
    Bytes,
    ByteArray,
    Set,
    FrozenSet,
    Complex,
    Date,
    DateTime,
    Time,
    TimeDelta,
    TimeZone,
    Decimal,
    Uuid,
    PosixPath,
    PurePosixPath,
    WindowsPath,
    PureWindowsPath,
    OrderedDict,
    DefaultDict,
    Deque,
}

/// <summary>Finds <see cref="KnownName"/>s.</summary>
internal static class KnownNames
{
    public static KnownName Find(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name) => module.Length switch
    {
        // Python 3 writes Python 2's names for builtins and copyreg up to protocol 2.
        7 when module.SequenceEqual("copyreg"u8) => CopyReg(name),
        8 when module.SequenceEqual("copy_reg"u8) => CopyReg(name),
        8 when module.SequenceEqual("builtins"u8) => Builtin(name),
        11 when module.SequenceEqual("__builtin__"u8) => Builtin(name),
        8 when module.SequenceEqual("datetime"u8) => DateAndTime(name),
        11 when module.SequenceEqual("collections"u8) => Collection(name),
        7 when module.SequenceEqual("pathlib"u8) => Path(name),
        14 when module.SequenceEqual("pathlib._local"u8) => Path(name),
        _ => Other(module, name),
    };

    private static KnownName Builtin(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("set"u8) ? KnownName.Set
        : name.SequenceEqual("frozenset"u8) ? KnownName.FrozenSet
        : name.SequenceEqual("complex"u8) ? KnownName.Complex
        : name.SequenceEqual("bytes"u8) ? KnownName.Bytes
        : name.SequenceEqual("bytearray"u8) ? KnownName.ByteArray
        : name.SequenceEqual("getattr"u8) ? KnownName.GetAttr
        : name.SequenceEqual("object"u8) ? KnownName.Object
        : KnownName.Unknown;

    private static KnownName CopyReg(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("_reconstructor"u8) ? KnownName.Reconstructor
        : name.SequenceEqual("__newobj__"u8) ? KnownName.NewObject
        : name.SequenceEqual("__newobj_ex__"u8) ? KnownName.NewObjectWithKeywords
        : KnownName.Unknown;

    private static KnownName DateAndTime(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("datetime"u8) ? KnownName.DateTime
        : name.SequenceEqual("date"u8) ? KnownName.Date
        : name.SequenceEqual("time"u8) ? KnownName.Time
        : name.SequenceEqual("timedelta"u8) ? KnownName.TimeDelta
        : name.SequenceEqual("timezone"u8) ? KnownName.TimeZone
        : KnownName.Unknown;

    private static KnownName Collection(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("OrderedDict"u8) ? KnownName.OrderedDict
        : name.SequenceEqual("defaultdict"u8) ? KnownName.DefaultDict
        : name.SequenceEqual("deque"u8) ? KnownName.Deque
        : KnownName.Unknown;

    private static KnownName Path(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("PosixPath"u8) ? KnownName.PosixPath
        : name.SequenceEqual("PurePosixPath"u8) ? KnownName.PurePosixPath
        : name.SequenceEqual("WindowsPath"u8) ? KnownName.WindowsPath
        : name.SequenceEqual("PureWindowsPath"u8) ? KnownName.PureWindowsPath
        : KnownName.Unknown;

    private static KnownName Other(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name) =>
        module.SequenceEqual("_codecs"u8) && name.SequenceEqual("encode"u8) ? KnownName.Encode
        : module.SequenceEqual("decimal"u8) && name.SequenceEqual("Decimal"u8) ? KnownName.Decimal
        : module.SequenceEqual("uuid"u8) && name.SequenceEqual("UUID"u8) ? KnownName.Uuid
        : KnownName.Unknown;
}
