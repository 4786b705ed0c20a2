using System.Collections.Frozen;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>Where an attribute comes from when no field of the event has its name.</summary>
internal enum AttributeSource : byte
{
    Field,
    AscTime,
    Message,
    LoggerName,
    LevelName,
    LevelNumber,
    Created,
    Milliseconds,
    FileName,
    ModuleName,
    ExceptionText,

    /// <summary>Python sets it to None where there is nothing to say.</summary>
    None,
    App,
    Host,
    SeverityName,
    TraceId,
    SpanId,
}

/// <summary>
/// An attribute of a log record that a format names, and where the event has it. The table is docs/line-format.md's: Python's own name first,
/// then OpenTelemetry's, then what LogHog knows itself. A name that is not in the table is a field.
/// </summary>
internal sealed class RecordAttribute
{
    private static readonly string[] StackInfo = ["stack_info", "code.stacktrace"];

    // The module of the source file: LogHog's own module is Python's logger.
    private const string CodeModule = "code.module";

    private static readonly FrozenDictionary<string, (AttributeSource Source, string[] Fields)> Known =
        new Dictionary<string, (AttributeSource, string[])>(StringComparer.Ordinal)
        {
            ["asctime"] = (AttributeSource.AscTime, []),
            ["message"] = (AttributeSource.Message, []),
            ["msg"] = (AttributeSource.Message, ["msg"]),
            ["name"] = (AttributeSource.LoggerName, []),
            ["levelname"] = (AttributeSource.LevelName, ["levelname"]),
            ["levelno"] = (AttributeSource.LevelNumber, ["levelno"]),
            ["created"] = (AttributeSource.Created, []),
            ["msecs"] = (AttributeSource.Milliseconds, ["msecs"]),
            ["relativeCreated"] = (AttributeSource.Field, ["relativeCreated"]),
            ["pathname"] = (AttributeSource.Field, ["pathname", "code.file.path", "code.filepath"]),
            ["filename"] = (AttributeSource.FileName, ["filename", "code.file.path", "code.filepath", "pathname"]),
            ["module"] = (AttributeSource.ModuleName, ["module", CodeModule, "filename", "code.file.path", "code.filepath", "pathname"]),
            ["lineno"] = (AttributeSource.Field, ["lineno", "code.line.number", "code.lineno"]),
            ["funcName"] = (AttributeSource.Field, ["funcName", "code.function.name", "code.function"]),
            ["thread"] = (AttributeSource.Field, ["thread", "thread.id"]),
            ["threadName"] = (AttributeSource.Field, ["threadName", "thread.name"]),
            ["process"] = (AttributeSource.Field, ["process", "process.pid"]),
            ["processName"] = (AttributeSource.Field, ["processName", "process.name", "process.executable.name"]),
            ["taskName"] = (AttributeSource.None, ["taskName"]),
            ["args"] = (AttributeSource.None, ["args"]),
            ["exc_info"] = (AttributeSource.None, ["exc_info"]),
            ["exc_text"] = (AttributeSource.ExceptionText, []),
            ["stack_info"] = (AttributeSource.None, StackInfo),
            ["app"] = (AttributeSource.App, ["app"]),
            ["host"] = (AttributeSource.Host, ["host"]),
            ["severity"] = (AttributeSource.SeverityName, ["severity"]),
            ["trace_id"] = (AttributeSource.TraceId, ["trace_id"]),
            ["span_id"] = (AttributeSource.SpanId, ["span_id"]),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public RecordAttribute(string name, IReadOnlyDictionary<string, EventField> defaults)
    {
        Name = name;
        (Source, string[] fields) = Known.GetValueOrDefault(name, (AttributeSource.Field, [name]));
        Fields = [.. fields.Select(Utf8.Encode)];
        if (defaults.TryGetValue(name, out EventField value))
            Default = value;
    }

    /// <summary>Where the text stands that goes below the exception.</summary>
    public static byte[][] StackInfoFields { get; } = [.. StackInfo.Select(Utf8.Encode)];

    public string Name { get; }

    public AttributeSource Source { get; }

    /// <summary>The fields that it may be, the best first.</summary>
    public byte[][] Fields { get; }

    /// <summary>So many of the fields, the first ones, hold the attribute itself; from those behind them it is cut out.</summary>
    public int WholeFields => Source == AttributeSource.ModuleName ? 2 : Source == AttributeSource.FileName ? 1 : Fields.Length;

    /// <summary>Its value where the event has none.</summary>
    public EventField? Default { get; }
}
