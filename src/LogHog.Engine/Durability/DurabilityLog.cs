using LogHog.Engine.Durability.Journal;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Durability;

/// <summary>What the journal tells the daemon's own log. Event ids 3000 to 3049.</summary>
internal static partial class DurabilityLog
{
    [LoggerMessage(3000, LogLevel.Warning, "{Report}")]
    public static partial void Recovered(ILogger logger, RecoveryReport report);

    [LoggerMessage(3001, LogLevel.Error, "{Trouble}")]
    public static partial void Trouble(ILogger logger, string trouble);

    [LoggerMessage(3002, LogLevel.Error, "The journal cannot be used, so nothing can be acknowledged as durable; it is tried again: {Problem}")]
    public static partial void Unusable(ILogger logger, string problem);

    [LoggerMessage(3004, LogLevel.Critical, "LOGHOG_FAILPOINTS is set: this server fails on purpose, for tests")]
    public static partial void FailpointsSet(ILogger logger);

    [LoggerMessage(3005, LogLevel.Information, "The journal can be used again")]
    public static partial void UsableAgain(ILogger logger);

    [LoggerMessage(3003, LogLevel.Error, "What the journal holds cannot be brought into the log files yet; nothing is written until it can: {Problem}")]
    public static partial void WaitsForRoom(ILogger logger, string problem);
}
