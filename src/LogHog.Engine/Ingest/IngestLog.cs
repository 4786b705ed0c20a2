using System.Net;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>What intake tells the daemon's own log. Event ids 1000 to 1099.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(1000, LogLevel.Information, "Listening on {Kind} {Address}")]
    public static partial void Listening(ILogger logger, string kind, EndPoint address);

    [LoggerMessage(1001, LogLevel.Warning, "Cannot accept connections on {Address} for the moment: {Problem}")]
    public static partial void AcceptFailed(ILogger logger, EndPoint address, string problem);

    [LoggerMessage(1002, LogLevel.Warning, "{Input}: refused input of {Peer}: {Reason}: {Advice}")]
    public static partial void Rejected(ILogger logger, string input, IPAddress peer, string reason, string advice);

    [LoggerMessage(1003, LogLevel.Warning, "{Input}: refused input of {Peer}: {Reason}: {Count} more")]
    public static partial void RejectedAgain(ILogger logger, string input, IPAddress peer, string reason, long count);

    [LoggerMessage(1004, LogLevel.Warning, "Application {App} of {Peer} has no facility: its messages are kept in the quarantine; add [{App}] to the facilities")]
    public static partial void Quarantined(ILogger logger, string app, string peer);

    [LoggerMessage(1005, LogLevel.Warning, "{Address}: the kernel threw away {Count} datagrams because its receive buffer was full (in all {Total})")]
    public static partial void DatagramsLost(ILogger logger, EndPoint address, long count, long total);

    [LoggerMessage(1006, LogLevel.Information, "{Address}: receive buffer of {Bytes} bytes instead of {Wanted}; raise net.core.rmem_max, or grant CAP_NET_ADMIN")]
    public static partial void SmallReceiveBuffer(ILogger logger, EndPoint address, int bytes, int wanted);

    [LoggerMessage(1008, LogLevel.Information, "{Address}: receive buffer of {Bytes} bytes, by {Option}")]
    public static partial void ReceiveBuffer(ILogger logger, EndPoint address, int bytes, string option);

    [LoggerMessage(1007, LogLevel.Information, "{Input}: closed the connection of {Peer}, which does not read what it is answered")]
    public static partial void AnswersUnread(ILogger logger, string input, IPAddress peer);
}
