namespace LogHog.Protocols.ConfigPush;

/// <summary>A handler of Python's standard library: what its constructor must have, and what it may have (3.8 to 3.13).</summary>
/// <param name="Name">As a dictConfig names it.</param>
/// <param name="Required">Arguments without a default.</param>
/// <param name="Optional">The others.</param>
internal sealed record HandlerClass(string Name, string[] Required, string[] Optional)
{
    public static readonly IReadOnlyList<HandlerClass> All =
    [
        new("logging.StreamHandler", [], ["stream"]),
        new("logging.FileHandler", ["filename"], ["mode", "encoding", "delay", "errors"]),
        new("logging.NullHandler", [], []),
        new("logging.handlers.RotatingFileHandler", ["filename"], ["mode", "maxBytes", "backupCount", "encoding", "delay", "errors"]),
        new("logging.handlers.TimedRotatingFileHandler", ["filename"], ["when", "interval", "backupCount", "encoding", "delay", "utc", "atTime", "errors"]),
        new("logging.handlers.WatchedFileHandler", ["filename"], ["mode", "encoding", "delay", "errors"]),
        new("logging.handlers.SocketHandler", ["host", "port"], []),
        new("logging.handlers.DatagramHandler", ["host", "port"], []),
        new("logging.handlers.SysLogHandler", [], ["address", "facility", "socktype"]),
        new("logging.handlers.SMTPHandler", ["mailhost", "fromaddr", "toaddrs", "subject"], ["credentials", "secure", "timeout"]),
        new("logging.handlers.NTEventLogHandler", ["appname"], ["dllname", "logtype"]),
        new("logging.handlers.HTTPHandler", ["host", "url"], ["method", "secure", "credentials", "context"]),
        new("logging.handlers.BufferingHandler", ["capacity"], []),
        new("logging.handlers.MemoryHandler", ["capacity"], ["flushLevel", "target", "flushOnClose"]),
        new("logging.handlers.QueueHandler", [], ["queue", "listener", "handlers", "respect_handler_level"]),
    ];

    public static HandlerClass? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}
