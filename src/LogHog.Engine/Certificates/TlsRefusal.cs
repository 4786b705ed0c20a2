namespace LogHog.Engine.Certificates;

/// <summary>
/// Why a TLS connection was refused. Each name is also the value of the metric label <c>reason</c> (in snake_case), so the set stays
/// closed and small.
/// </summary>
public enum TlsRefusal : byte
{
    None,

    // The handshake.
    NotTls,
    ProtocolVersion,
    NoCommonCipher,
    HandshakeTimeout,
    TooManyHandshakes,
    PeerClosed,
    HandshakeFailed,

    // The certificate.
    CertificateMissing,
    CertificateTooLarge,
    CertificateDamaged,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    AuthorityUnknown,
    AuthorityMayNotSign,
    ChainIncomplete,
    ChainTooLong,
    NameNotPermitted,
    NameBad,
    WrongUsage,
    WeakKey,
    WeakSignature,
    CriticalExtension,
    SignatureWrong,
    NameNotAllowed,
    NameMismatch,
}
