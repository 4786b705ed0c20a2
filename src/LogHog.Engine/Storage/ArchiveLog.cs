using LogHog.Engine.Configuration;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>What archives tell the daemon's own log. Event ids 2050 to 2099.</summary>
internal static partial class ArchiveLog
{
    [LoggerMessage(2050, LogLevel.Error, "Cannot compress {Path}: {Problem} It stays as it is and is tried again later")]
    public static partial void CompressionFailed(ILogger logger, string path, string problem);

    [LoggerMessage(2051, LogLevel.Error, "{Path} stays uncompressed: {Existing} is already there and holds something else. Look at both and delete one")]
    public static partial void NameTaken(ILogger logger, string path, string existing);

    [LoggerMessage(2052, LogLevel.Warning, "Cannot delete the unfinished {Path}: {Problem}")]
    public static partial void LeftOver(ILogger logger, string path, string problem);

    [LoggerMessage(2053, LogLevel.Warning, "[compressor] format = {Format} needs {Library}, which is not installed: archives are compressed with gzip instead")]
    public static partial void LibraryMissing(ILogger logger, CompressionFormat format, string library);

    [LoggerMessage(2054, LogLevel.Debug, "Compressed {Path}")]
    public static partial void Compressed(ILogger logger, string path);

    [LoggerMessage(2055, LogLevel.Warning, "Cannot look for archives in {Folder}: {Problem}")]
    public static partial void ScanFailed(ILogger logger, string folder, string problem);

    [LoggerMessage(2056, LogLevel.Warning, "Removed the unfinished {Path} that an earlier run left")]
    public static partial void RemovedUnfinished(ILogger logger, string path);

    [LoggerMessage(2057, LogLevel.Information, "Deleted {Path} ({Bytes} bytes): {Reason}")]
    public static partial void Deleted(ILogger logger, string path, long bytes, string reason);

    [LoggerMessage(2058, LogLevel.Error, "Cannot delete {Path}: {Problem}")]
    public static partial void DeleteFailed(ILogger logger, string path, string problem);

    [LoggerMessage(2059, LogLevel.Warning, "{Path} ended in the middle of a gzip member: {Bytes} bytes were put aside in {Torn}")]
    public static partial void TornMember(ILogger logger, string path, long bytes, string torn);
}
