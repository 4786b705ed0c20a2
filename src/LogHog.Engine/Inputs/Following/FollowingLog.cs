using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Following;

/// <summary>What following files and the journal tells the daemon's own log. Event ids 3200 to 3299.</summary>
internal static partial class FollowingLog
{
    [LoggerMessage(3200, LogLevel.Information, "{Input}: following {Path} from byte {Offset} on")]
    public static partial void Following(ILogger logger, string input, string path, long offset);

    [LoggerMessage(3201, LogLevel.Information, "{Input}: {Path} was rotated; the old file is read to its end first")]
    public static partial void Rotated(ILogger logger, string input, string path);

    [LoggerMessage(3202, LogLevel.Information, "{Input}: {Path} was cut off at byte {Offset} of what was read; its copy {Copy} is read to its end first")]
    public static partial void TruncatedWithCopy(ILogger logger, string input, string path, long offset, string copy);

    [LoggerMessage(3203, LogLevel.Warning, "{Input}: {Path} was cut off, and there is no copy of it: {Lost} bytes that were there are lost; what came behind byte {Offset} unseen is, too")]
    public static partial void Truncated(ILogger logger, string input, string path, long lost, long offset);

    [LoggerMessage(3204, LogLevel.Warning, "{Input}: {Path} is gone and nowhere to be found, not among the rotated files beside it either: what came behind byte {Offset} is lost, at least {Lost} bytes")]
    public static partial void Gone(ILogger logger, string input, string path, long offset, long lost);

    [LoggerMessage(3205, LogLevel.Information, "{Input}: {Path} is finished in {Rotated} from byte {Offset} on")]
    public static partial void FoundAgain(ILogger logger, string input, string path, string rotated, long offset);

    [LoggerMessage(3206, LogLevel.Warning, "{Input}: cannot read {Path}: {Problem}")]
    public static partial void Unreadable(ILogger logger, string input, string path, string problem);

    [LoggerMessage(3207, LogLevel.Warning, "{Input}: {Path} is no text and is not followed")]
    public static partial void Binary(ILogger logger, string input, string path);

    [LoggerMessage(3208, LogLevel.Warning, "{Input}: more than {Max} files; {Path} and others are not followed: raise max_files, or exclude some")]
    public static partial void TooMany(ILogger logger, string input, int max, string path);

    [LoggerMessage(3209, LogLevel.Error, "{Input}: the positions in {File} are damaged ({Problem}); they were set aside, and files are followed as if for the first time")]
    public static partial void PositionsDamaged(ILogger logger, string input, string file, string problem);

    [LoggerMessage(3210, LogLevel.Warning, "{Input}: cannot write its position for the moment: {Problem}")]
    public static partial void PositionNotWritten(ILogger logger, string input, string problem);

    [LoggerMessage(3211, LogLevel.Information, "{Input}: nothing can be stored for the moment; what it follows waits where it is")]
    public static partial void StoreUnavailable(ILogger logger, string input);

    [LoggerMessage(3212, LogLevel.Warning, "{Input}: no notices of the kernel for {Folder} ({Problem}); it is looked at every {Interval}")]
    public static partial void NotWatched(ILogger logger, string input, string folder, string problem, TimeSpan interval);

    [LoggerMessage(3213, LogLevel.Warning, "{Input}: {Program} ended: {Said}; it is started again in {Delay}")]
    public static partial void JournalctlEnded(ILogger logger, string input, string program, string said, TimeSpan delay);

    [LoggerMessage(3214, LogLevel.Information, "{Input}: reading the journal from {Place} on")]
    public static partial void ReadingJournal(ILogger logger, string input, string place);
}
