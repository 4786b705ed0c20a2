namespace LogHog.Client;

/// <summary>What became of one message. The protocol has no acknowledgement, so none of these says that it is on disk.</summary>
public enum SendStatus
{
    /// <summary>TCP: the server read the stream to its end and closed it in order.</summary>
    Received,

    /// <summary>On its way. UDP can say no more; over TCP the server had not closed the stream when the time was up.</summary>
    Sent,

    /// <summary>Longer than a frame (1 MiB) or a datagram (65,507 bytes) may be.</summary>
    TooLong,

    /// <summary>Nobody listens there, or the name is unknown.</summary>
    Unreachable,

    /// <summary>The connection broke while the message was on its way: it may have arrived or not.</summary>
    Broken,

    /// <summary>No connection in time.</summary>
    TimedOut,
}

/// <summary>The outcome of one message.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Error">The system's words for people; null when there was no error.</param>
public sealed record SendOutcome(SendStatus Status, string? Error = null)
{
    /// <summary>As far as can be known the message is with the server.</summary>
    public bool IsSuccess => Status is SendStatus.Received or SendStatus.Sent;
}
