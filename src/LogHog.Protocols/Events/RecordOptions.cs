namespace LogHog.Protocols.Events;

/// <summary>How the records of one request are read: which field means what. All names and texts are UTF-8.</summary>
public sealed record RecordOptions
{
    /// <summary>The field with the time; nested names are joined by dots. The event's time is <see cref="ReceivedUnixNs"/> if it is missing, empty or 0.</summary>
    public ReadOnlyMemory<byte> TimeField { get; init; } = "_time"u8.ToArray();

    /// <summary>Fields that may hold the time where the one above is missing: the first that holds one is it, and what holds none stays a field.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OtherTimeFields { get; init; } = [];

    /// <summary>Fields that may hold the message; the first that is there and not empty is it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MessageFields { get; init; } = [(byte[])[.. "_msg"u8]];

    /// <summary>Fields to leave out; a <c>*</c> at the end stands for any rest.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> IgnoreFields { get; init; } = [];

    /// <summary>Fields that every event has, instead of its own of the same name.</summary>
    public IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> ExtraFields { get; init; } = [];

    public FieldSource App { get; init; } = FieldSource.FromFields("app");

    public FieldSource Module { get; init; } = FieldSource.FromFields("module");

    public FieldSource Host { get; init; } = FieldSource.FromFields("host", "hostname");

    public FieldSource Level { get; init; } = FieldSource.FromFields("level", "severity");

    public FieldSource Exception { get; init; } = FieldSource.FromFields("exception");

    /// <summary>Fields with a W3C trace id, beside <c>trace_id</c>, which is always one.</summary>
    public FieldSource TraceId { get; init; } = FieldSource.FromFields();

    /// <summary>Fields with a W3C span id, beside <c>span_id</c>.</summary>
    public FieldSource SpanId { get; init; } = FieldSource.FromFields();

    /// <summary>Of an event that names none.</summary>
    public Severity DefaultSeverity { get; init; }

    /// <summary>The application of an event that names none; empty = its input gives it one.</summary>
    public required ReadOnlyMemory<byte> DefaultApp { get; init; }

    /// <summary>The time of receipt, for events that have none of their own; nanoseconds since 1970.</summary>
    public required long ReceivedUnixNs { get; init; }

    /// <summary>Bytes of one record, which is a line in most protocols. 1 MiB, like a frame of LogHog's own protocol.</summary>
    public int LineBytesMax { get; init; } = 1 << 20;

    /// <summary>Fields of one event. 1024, as in LogHog's own protocol and systemd's journal.</summary>
    public int FieldsMax { get; init; } = 1024;

    /// <summary>Bytes of a field's name with the names around it and the dots.</summary>
    public int FieldNameBytesMax { get; init; } = 1024;

    /// <summary>How deep objects and arrays may nest, the record's own object being 1.</summary>
    public int JsonDepthMax { get; init; } = 32;

    /// <summary>UTF-8 names, as the lists here want them.</summary>
    public static ReadOnlyMemory<byte>[] Names(params string[] names) => [.. FieldSource.FromFields(names).Fields];
}
