using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>What the live files tell the daemon's own log. Event ids 2000 to 2049.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(2000, LogLevel.Warning, "{Path} ended in the middle of a line: {Bytes} bytes were put aside in {Path}.torn")]
    public static partial void TornLine(ILogger logger, string path, long bytes);

    [LoggerMessage(2001, LogLevel.Error, "Cannot write {Path}: {Problem}. Its messages wait; next try in {Wait}")]
    public static partial void WriteFailed(ILogger logger, string path, string problem, TimeSpan wait);

    [LoggerMessage(2002, LogLevel.Information, "{Path} can be written again")]
    public static partial void WriteRecovered(ILogger logger, string path);

    [LoggerMessage(2003, LogLevel.Information, "Rotated: {Folder}/{Archive}")]
    public static partial void Rotated(ILogger logger, string folder, ArchiveName archive);

    [LoggerMessage(2004, LogLevel.Error, "Gave up {Count} messages that could not be written before the stop")]
    public static partial void GaveUp(ILogger logger, int count);

    [LoggerMessage(2012, LogLevel.Warning, "{Count} acknowledged messages could not be written into their files before the stop; the journal has them, and the next start brings them in")]
    public static partial void KeptInJournal(ILogger logger, int count);

    [LoggerMessage(2005, LogLevel.Warning, "No further log file is made: [limits] max_files = {Max} is reached; messages that would need one are refused")]
    public static partial void TooManyFiles(ILogger logger, int max);

    [LoggerMessage(2006, LogLevel.Warning, "The log folder {Path} was moved or deleted; it is made anew and all files are opened again")]
    public static partial void FolderVanished(ILogger logger, string path);

    [LoggerMessage(2008, LogLevel.Warning, "{Path} is not rotated yet, because the journal cannot note it: {Problem}")]
    public static partial void NotNoted(ILogger logger, string path, string problem);

    [LoggerMessage(2009, LogLevel.Error, "{Path}: only {Free} bytes are free, {Reserve} are kept back: nothing is acknowledged until there is room. Delete something, or set [retention] min_free")]
    public static partial void DiskLow(ILogger logger, string path, long free, long reserve);

    [LoggerMessage(2010, LogLevel.Information, "{Path}: {Free} bytes are free again")]
    public static partial void DiskWell(ILogger logger, string path, long free);

    [LoggerMessage(2011, LogLevel.Error, "Cannot look after {Path}: {Problem}")]
    public static partial void LookFailed(ILogger logger, string path, string problem);

    [LoggerMessage(2007, LogLevel.Warning, "Cannot look through {Path} for log files of earlier runs: {Problem}")]
    public static partial void ScanFailed(ILogger logger, string path, string problem);

    [LoggerMessage(2013, LogLevel.Warning, "The Python formats of the log files cannot be kept in .formats: {Problem}. A search of the folder without this server reads their lines as other programs'")]
    public static partial void FormatsNotKept(ILogger logger, string problem);
}
