using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Channels;

/// <summary>What the channels tell the daemon's own log. Event ids 1850 to 1899.</summary>
internal static partial class ChannelLog
{
    [LoggerMessage(1850, LogLevel.Warning, "The channel {Channel} cannot deliver and tries again in {Seconds} s; {Waiting} wait: {Problem}")]
    public static partial void Failed(ILogger logger, string channel, int seconds, int waiting, string problem);

    [LoggerMessage(1851, LogLevel.Information, "The channel {Channel} delivers again, after {Failures} failed tries")]
    public static partial void Recovered(ILogger logger, string channel, int failures);

    [LoggerMessage(1852, LogLevel.Error, "The channel {Channel} has given up the notification {Id}, '{Title}': {Problem}")]
    public static partial void GaveUp(ILogger logger, string channel, string id, string title, string problem);

    [LoggerMessage(1853, LogLevel.Error, "{Lines} lines of the queue of the channel {Channel} were damaged; they are set aside as {File}, the rest is delivered")]
    public static partial void Damaged(ILogger logger, int lines, string channel, string file);

    [LoggerMessage(1854, LogLevel.Error, "The queue of the channel {Channel} cannot be written; nothing is lost, and it is tried again: {Problem}")]
    public static partial void DiskRefuses(ILogger logger, string channel, string problem);

    [LoggerMessage(1855, LogLevel.Warning, "The channel {Channel} is not in the configuration any more; {Waiting} notifications stay in {Folder} until it is again")]
    public static partial void Removed(ILogger logger, string channel, int waiting, string folder);

    [LoggerMessage(1856, LogLevel.Error, "The channel {Channel} cannot be opened: {Problem}")]
    public static partial void NotOpened(ILogger logger, string channel, string problem);

    [LoggerMessage(1857, LogLevel.Warning, "The channel {Channel} leaves out the link of {Id}: {Problem}")]
    public static partial void LinkLeftOut(ILogger logger, string channel, string id, string problem);

    [LoggerMessage(1858, LogLevel.Information, "{Waiting} notifications of the channel {Channel} wait for the next start")]
    public static partial void LeftForNextStart(ILogger logger, int waiting, string channel);
}
