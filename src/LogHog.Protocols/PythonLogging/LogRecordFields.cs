using System.Text;
using LogHog.Protocols.PythonLogging.Records;

namespace LogHog.Protocols.PythonLogging;

/// <summary>
/// What an event's fields are called that were attributes of a Python LogRecord. OpenTelemetry's semantic conventions name them where
/// they have a name; <c>module</c>, which here is the logger, becomes <c>code.module</c>; the others keep Python's own.
/// </summary>
public static class LogRecordFields
{
    private static readonly (LogRecordKey Key, string Attribute, string Field)[] All =
    [
        (LogRecordKey.Process, "process", "process.pid"),
        (LogRecordKey.PathName, "pathname", "code.file.path"),
        (LogRecordKey.LineNumber, "lineno", "code.line.number"),
        (LogRecordKey.FuncName, "funcName", "code.function.name"),
        (LogRecordKey.StackInfo, "stack_info", "code.stacktrace"),
        (LogRecordKey.Module, "module", "code.module"),
        (LogRecordKey.FileName, "filename", "filename"),
        (LogRecordKey.ProcessName, "processName", "processName"),
        (LogRecordKey.Thread, "thread", "thread.id"),
        (LogRecordKey.ThreadName, "threadName", "thread.name"),
        (LogRecordKey.TaskName, "taskName", "taskName"),
        (LogRecordKey.RelativeCreated, "relativeCreated", "relativeCreated"),
        (LogRecordKey.Args, "args", "args"),
        (LogRecordKey.Message, "message", "message"),
        (LogRecordKey.LevelName, "levelname", "levelname"),
        (LogRecordKey.LevelNumber, "levelno", "levelno"),
        (LogRecordKey.Msecs, "msecs", "msecs"),
        (LogRecordKey.ExcInfo, "exc_info", "exc_info"),
        (LogRecordKey.ExcText, "exc_text", "exc_text"),
        (LogRecordKey.ArgsError, "args_error", "args_error"),
    ];

    private static readonly ReadOnlyMemory<byte>[] Names = CreateNames();

    /// <summary>Of an attribute, as Python calls it, the name of its field; of any other name just that.</summary>
    public static string FieldOf(string attribute)
    {
        foreach ((_, string known, string field) in All)
        {
            if (known == attribute)
                return field;
        }
        return attribute;
    }

    /// <summary>Of a field the attribute that it was, as Python calls it; of any other name just that.</summary>
    public static string AttributeOf(string field)
    {
        foreach ((_, string attribute, string known) in All)
        {
            if (known == field)
                return attribute;
        }
        return field;
    }

    internal static ReadOnlyMemory<byte> NameOf(LogRecordKey key) => Names[(int)key];

    private static ReadOnlyMemory<byte>[] CreateNames()
    {
        var names = new ReadOnlyMemory<byte>[LogRecordKeys.Count];
        foreach ((LogRecordKey key, _, string field) in All)
            names[(int)key] = Encoding.UTF8.GetBytes(field);
        return names;
    }
}
