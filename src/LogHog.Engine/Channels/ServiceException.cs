namespace LogHog.Engine.Channels;

/// <summary>Why a service did not take what it was sent. Each name is a value of the metric label <c>reason</c> (snake_case).</summary>
public enum ServiceFailureKind
{
    /// <summary>It cannot be reached, or answers that it is not well: it will be, some time.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    Timeout,

    /// <summary>It wants less at a time (429), or the month's quota is used up.</summary>
    Limited,

    /// <summary>It does not know us (401), or the address is not the one: somebody has to mend the configuration. Tried again until then.</summary>
    Misconfigured,

    /// <summary>The address lies where this channel may not go (inside the network, without <c>allow_private</c>).</summary>
    ForbiddenAddress,

    /// <summary>It answered what its documentation does not know.</summary>
    BadAnswer,

    /// <summary>It will never take this one: to send it again is no use.</summary>
    Refused,
}

/// <summary>A service did not take what it was sent. The message is for people and holds no secret.</summary>
public sealed class ServiceException : Exception
{
    public ServiceException(ServiceFailureKind kind, string message, Exception? cause = null)
        : base(message, cause) => Kind = kind;

    public ServiceFailureKind Kind { get; }

    /// <summary>Of an HTTP or SMTP answer; null = there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Not before; null = it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>To send the same again is no use.</summary>
    public bool IsFinal => Kind == ServiceFailureKind.Refused;
}
