using LogHog.Protocols.Events;

namespace LogHog.Protocols.Gelf;

/// <summary>The fields of GELF's specification; <see cref="Other"/> is every further one.</summary>
internal enum GelfKey : byte
{
    Other,
    Version,
    Host,
    ShortMessage,
    FullMessage,
    Timestamp,
    Level,
    Facility,
    Line,
    File,
}

/// <summary>What GELF's fields are called, there and here.</summary>
internal static class GelfNames
{
    /// <summary>Additional fields of senders that say which program logs; the first that is there counts.</summary>
    public static readonly FieldSource App = FieldSource.FromFields(
        "app", "application", "app_name", "application_name", "service", "service.name", "service_name", "container_name");

    /// <summary>The same for the logger. Otherwise the deprecated <c>facility</c> is it, as graypy and others use it.</summary>
    public static readonly FieldSource Module = FieldSource.FromFields("module", "logger", "logger_name", "LoggerName");

    public static readonly FieldSource Exception = FieldSource.FromFields("exception", "stack_trace", "StackTrace");

    private static readonly ReadOnlyMemory<byte> FilePath = "code.file.path"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> LineNumber = "code.line.number"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FunctionName = "code.function.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ProcessId = "process.pid"u8.ToArray();

    private static readonly ReadOnlyMemory<byte>[] Names =
    [
        default, "version"u8.ToArray(), "host"u8.ToArray(), "short_message"u8.ToArray(), "full_message"u8.ToArray(), "timestamp"u8.ToArray(),
        "level"u8.ToArray(), "facility"u8.ToArray(), LineNumber, FilePath,
    ];

    public static int KeyCount => Names.Length;

    public static GelfKey Find(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'_', ..] => GelfKey.Other,
        _ when name.SequenceEqual("short_message"u8) => GelfKey.ShortMessage,
        _ when name.SequenceEqual("timestamp"u8) => GelfKey.Timestamp,
        _ when name.SequenceEqual("host"u8) => GelfKey.Host,
        _ when name.SequenceEqual("level"u8) => GelfKey.Level,
        _ when name.SequenceEqual("version"u8) => GelfKey.Version,
        _ when name.SequenceEqual("full_message"u8) => GelfKey.FullMessage,
        _ when name.SequenceEqual("facility"u8) => GelfKey.Facility,
        _ when name.SequenceEqual("line"u8) => GelfKey.Line,
        _ when name.SequenceEqual("file"u8) => GelfKey.File,
        _ => GelfKey.Other,
    };

    /// <summary>The event's field that a key becomes when it stays a field.</summary>
    public static ReadOnlyMemory<byte> FieldOf(GelfKey key) => Names[(int)key];

    /// <summary>The event's field that an additional one becomes: without its underscore, by OpenTelemetry's name if it has one.</summary>
    public static ReadOnlyMemory<byte> FieldOf(ReadOnlyMemory<byte> name)
    {
        if (name.Length < 2 || name.Span[0] != (byte)'_')
            return name;
        ReadOnlySpan<byte> plain = name.Span[1..];
        return plain.SequenceEqual("file"u8) ? FilePath
            : plain.SequenceEqual("line"u8) ? LineNumber
            : plain.SequenceEqual("function"u8) ? FunctionName
            : plain.SequenceEqual("pid"u8) ? ProcessId
            : name[1..];
    }
}
