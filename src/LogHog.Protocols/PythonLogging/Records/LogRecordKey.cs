namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The attributes of a LogRecord that mean something to us.</summary>
internal enum LogRecordKey : byte
{
    /// <summary>Any other: what the program has added.</summary>
    Extra,
    Name,
    Msg,
    Args,
    Message,
    LevelName,
    LevelNumber,
    Created,
    Msecs,
    ExcInfo,
    ExcText,

    // From here on each becomes a field of its own.
    Process,
    StackInfo,
    PathName,
    FileName,
    Module,
    LineNumber,
    FuncName,
    ProcessName,
    Thread,
    ThreadName,
    TaskName,
    RelativeCreated,

    /// <summary>No attribute: why <c>msg % args</c> failed, in Python's words. The message stands unmerged and <c>args</c> is a field.</summary>
    ArgsError,
}

/// <summary>Finds keys by their names.</summary>
internal static class LogRecordKeys
{
    public const int Count = (int)LogRecordKey.ArgsError + 1;

    public static LogRecordKey Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("msg"u8) ? LogRecordKey.Msg : LogRecordKey.Extra,
        4 => name.SequenceEqual("name"u8) ? LogRecordKey.Name : name.SequenceEqual("args"u8) ? LogRecordKey.Args : LogRecordKey.Extra,
        5 => name.SequenceEqual("msecs"u8) ? LogRecordKey.Msecs : LogRecordKey.Extra,
        6 => name.SequenceEqual("module"u8) ? LogRecordKey.Module
            : name.SequenceEqual("lineno"u8) ? LogRecordKey.LineNumber
            : name.SequenceEqual("thread"u8) ? LogRecordKey.Thread
            : LogRecordKey.Extra,
        7 => name.SequenceEqual("levelno"u8) ? LogRecordKey.LevelNumber
            : name.SequenceEqual("created"u8) ? LogRecordKey.Created
            : name.SequenceEqual("process"u8) ? LogRecordKey.Process
            : name.SequenceEqual("message"u8) ? LogRecordKey.Message
            : LogRecordKey.Extra,
        8 => name.SequenceEqual("pathname"u8) ? LogRecordKey.PathName
            : name.SequenceEqual("filename"u8) ? LogRecordKey.FileName
            : name.SequenceEqual("funcName"u8) ? LogRecordKey.FuncName
            : name.SequenceEqual("exc_info"u8) ? LogRecordKey.ExcInfo
            : name.SequenceEqual("exc_text"u8) ? LogRecordKey.ExcText
            : name.SequenceEqual("taskName"u8) ? LogRecordKey.TaskName
            : LogRecordKey.Extra,
        9 => name.SequenceEqual("levelname"u8) ? LogRecordKey.LevelName : LogRecordKey.Extra,
        10 => name.SequenceEqual("stack_info"u8) ? LogRecordKey.StackInfo
            : name.SequenceEqual("threadName"u8) ? LogRecordKey.ThreadName
            : LogRecordKey.Extra,
        11 => name.SequenceEqual("processName"u8) ? LogRecordKey.ProcessName : LogRecordKey.Extra,
        15 => name.SequenceEqual("relativeCreated"u8) ? LogRecordKey.RelativeCreated : LogRecordKey.Extra,
        _ => LogRecordKey.Extra,
    };
}
