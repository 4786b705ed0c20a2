namespace LogHog.Engine.Acme;

/// <summary>What kind of thing went wrong: decides how long to wait, and is a label in <c>/metrics</c>.</summary>
public enum AcmeFailureKind
{
    /// <summary>The certificate authority cannot be reached, or its TLS certificate is not trusted.</summary>
    Unreachable,

    /// <summary>It is not well: a status of 500 and above.</summary>
    ServerError,

    /// <summary>It wants us to wait.</summary>
    RateLimited,

    /// <summary>It refuses the account: terms, external binding, contact, key.</summary>
    Account,

    /// <summary>It does not issue for these names, or not like this.</summary>
    Refused,

    /// <summary>It could not see that the name is ours.</summary>
    Challenge,

    /// <summary>What it answers is not what RFC 8555 says, or larger, or more than may be.</summary>
    BadAnswer,

    /// <summary>What it gave out is not the certificate that was asked for.</summary>
    BadCertificate,

    /// <summary>The hook command, the webroot or the responder's own address.</summary>
    Responder,

    /// <summary>A file of ours.</summary>
    Disk,

    /// <summary>It took too long.</summary>
    Timeout,
}

/// <summary>Why there is no certificate, in plain words. Caught once, where the attempt was begun.</summary>
public sealed class AcmeException : Exception
{
    public AcmeException(AcmeFailureKind kind, string message)
        : base(message) => Kind = kind;

    public AcmeException(AcmeFailureKind kind, string message, Exception cause)
        : base(message, cause) => Kind = kind;

    public AcmeFailureKind Kind { get; }

    /// <summary>The type of the server's problem document, without its prefix; empty = there was none.</summary>
    public string ProblemType { get; init; } = "";

    /// <summary>Another process is at it: no failure, only a wait.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Not before this time has passed; null = the server did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
