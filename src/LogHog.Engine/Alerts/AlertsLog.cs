using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Alerts;

/// <summary>What alerts tell the daemon's own log. Event ids 1850 to 1899.</summary>
internal static partial class AlertsLog
{
    [LoggerMessage(1850, LogLevel.Warning, "Alert {Kind} ({Severity}): {Title}")]
    public static partial void Told(ILogger log, NotificationKind kind, AlertSeverity severity, string title);

    [LoggerMessage(1851, LogLevel.Error, "The alert rule {Rule} takes more processor time than [limits] alert_cpu allows ({Milliseconds} ms a second), so it looks at nothing until the configuration is read again; make its query or its patterns more exact")]
    public static partial void CutOff(ILogger log, string rule, long milliseconds);

    [LoggerMessage(1852, LogLevel.Warning, "Alert rules could not keep up and did not look at {Events} events; all of them are stored. Fewer rules without fixed words in their query help")]
    public static partial void Unseen(ILogger log, long events);

    [LoggerMessage(1853, LogLevel.Error, "What the alert rules remember cannot be written, so a restart may tell something twice: {Problem}")]
    public static partial void NotKept(ILogger log, string problem);

    [LoggerMessage(1854, LogLevel.Information, "What the alert rules remember can be written again")]
    public static partial void KeptAgain(ILogger log);

    [LoggerMessage(1855, LogLevel.Error, "What the alert rules remembered cannot be read whole ({File}): {Problem}; what cannot be read is put aside, and the rules begin anew without it")]
    public static partial void Damaged(ILogger log, string file, string problem);

    [LoggerMessage(1856, LogLevel.Warning, "The channel {Channel} does not take a notification, it is tried again: {Problem}")]
    public static partial void ChannelRefuses(ILogger log, string channel, string problem);

    [LoggerMessage(1857, LogLevel.Error, "The alert rule {Rule} names the channel {Channel}, which is not there: nobody is told")]
    public static partial void NoChannel(ILogger log, string rule, string channel);

    [LoggerMessage(1858, LogLevel.Warning, "The alert rule {Rule} finds more groups, shapes or events at once than it may remember; what is more is counted in loghog_alert_matches_beyond_total and not told")]
    public static partial void Beyond(ILogger log, string rule);

    [LoggerMessage(1859, LogLevel.Information, "After an abrupt end {Events} events that were stored and not looked at were looked at by alert rules")]
    public static partial void CaughtUp(ILogger log, long events);

    [LoggerMessage(1860, LogLevel.Warning, "After an abrupt end the stored events could not be looked at by the alert rule {Rule}: {Problem}")]
    public static partial void NotCaughtUp(ILogger log, string rule, string problem);

    [LoggerMessage(1861, LogLevel.Warning, "{Count} notifications wait for their channels, as many as may; the oldest are given up")]
    public static partial void TooManyWait(ILogger log, int count);

    [LoggerMessage(1862, LogLevel.Information, "{Rules} alert rules are in force")]
    public static partial void InForce(ILogger log, int rules);
}
