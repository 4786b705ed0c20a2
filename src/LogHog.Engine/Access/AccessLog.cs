using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Access;

/// <summary>What the tokens tell the daemon's own log. Event ids 1500 to 1599.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(1500, LogLevel.Information, "{Count} tokens from {File}")]
    public static partial void Read(ILogger logger, int count, string file);

    [LoggerMessage(1501, LogLevel.Warning, "A line of the token file is passed by: {Problem}")]
    public static partial void BadLine(ILogger logger, string problem);

    [LoggerMessage(1502, LogLevel.Error, "The token file {File} cannot be read, so the tokens known so far stay in force: {Problem}")]
    public static partial void Unreadable(ILogger logger, string file, string problem);
}
