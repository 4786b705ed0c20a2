namespace LogHog.Server.Daemon;

/// <summary>What the daemon says about its own life. Ids 1000 to 1099.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(1000, LogLevel.Information, "loghogd {Version} starts, process {ProcessId}, as {User}")]
    public static partial void Starting(ILogger log, string version, int processId, string user);

    [LoggerMessage(1001, LogLevel.Warning, "Configuration: {Problem}")]
    public static partial void ConfigurationWarning(ILogger log, string problem);

    [LoggerMessage(1002, LogLevel.Information, "Became the user {User} (uid {UserId})")]
    public static partial void BecameUser(ILogger log, string user, uint userId);

    [LoggerMessage(1003, LogLevel.Information, "Ready after {Milliseconds} ms, listening on {Addresses}, files in {LogDir}")]
    public static partial void Ready(ILogger log, long milliseconds, string addresses, string logDir);

    [LoggerMessage(1004, LogLevel.Warning, "Detached with no [log] filename: from here on nobody hears this log")]
    public static partial void NobodyHears(ILogger log);

    [LoggerMessage(1010, LogLevel.Information, "Reading the configuration again")]
    public static partial void Reloading(ILogger log);

    [LoggerMessage(1011, LogLevel.Error, "The configuration has errors, so the old settings stay: {Problem}")]
    public static partial void ReloadRefused(ILogger log, string problem);

    [LoggerMessage(1012, LogLevel.Warning, "{Key} has changed: this takes effect after a restart")]
    public static partial void NeedsRestart(ILogger log, string key);

    [LoggerMessage(1013, LogLevel.Information, "The new configuration is in force: {Facilities} facilities")]
    public static partial void Reloaded(ILogger log, int facilities);

    [LoggerMessage(1014, LogLevel.Information, "Opening the log files again")]
    public static partial void ReopeningFiles(ILogger log);

    [LoggerMessage(1015, LogLevel.Information, "Facilities pushed by {Peer} are taken: version {Version}, signed with the key {Key}")]
    public static partial void TookPush(ILogger log, System.Net.IPAddress peer, long version, string key);

    [LoggerMessage(1016, LogLevel.Warning, "Facilities pushed by {Peer} are refused ({Status}): {Reason}")]
    public static partial void RefusedPush(ILogger log, System.Net.IPAddress peer, string status, string reason);

    [LoggerMessage(1020, LogLevel.Information, "Stopping: storing what has arrived (a second signal stops at once)")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(1021, LogLevel.Warning, "Stopped at once, as asked; {Pending} events were still on their way")]
    public static partial void StoppedAtOnce(ILogger log, long pending);

    [LoggerMessage(
        1022, LogLevel.Information, "Stopped: {Received} received, {Stored} stored, {Rejected} rejected, {Dropped} dropped, {Pending} pending")]
    public static partial void Stopped(ILogger log, long received, long stored, long rejected, long dropped, long pending);

    [LoggerMessage(1023, LogLevel.Critical, "A part of the engine has died, so the process ends")]
    public static partial void EngineDied(ILogger log, Exception? cause);
}
