using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>What the indexer tells the daemon's own log. Event ids 2300 to 2349.</summary>
internal static partial class IndexLog
{
    [LoggerMessage(2300, LogLevel.Warning, "Cannot index {Path}: {Problem} It is searched by its text, and tried again later")]
    public static partial void Failed(ILogger logger, string path, string problem);

    [LoggerMessage(2301, LogLevel.Error, "Indexing {Path} failed by a mistake of loghogd; it is searched by its text. Please report this")]
    public static partial void Mistake(ILogger logger, string path, Exception mistake);

    [LoggerMessage(2302, LogLevel.Information, "Indexing waits: {FreeBytes} bytes are free on the disk of {Folder}, and the index takes none of the last {ReserveBytes}")]
    public static partial void WaitsForSpace(ILogger logger, string folder, long freeBytes, long reserveBytes);

    [LoggerMessage(2303, LogLevel.Warning, "The index of {Path} is damaged and is made anew")]
    public static partial void Damaged(ILogger logger, string path);

    [LoggerMessage(2304, LogLevel.Warning, "Another process makes the indexes of {Folder}; this one leaves it to it")]
    public static partial void Locked(ILogger logger, string folder);

    [LoggerMessage(2305, LogLevel.Debug, "Removed the index {Path}, whose file is gone")]
    public static partial void RemovedOrphan(ILogger logger, string path);
}
