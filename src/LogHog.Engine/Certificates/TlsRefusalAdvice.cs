namespace LogHog.Engine.Certificates;

/// <summary>For each reason of refusal: what it means and what the administrator can do about it.</summary>
public static class TlsRefusalAdvice
{
    public static string For(TlsRefusal reason) => reason switch
    {
        TlsRefusal.NotTls => "the peer sent plain text to a TLS port; give it the plain port, or switch on TLS there",
        TlsRefusal.ProtocolVersion => "the peer speaks neither TLS 1.2 nor 1.3; update its TLS library",
        TlsRefusal.NoCommonCipher => "the peer offers no cipher that is safe today; update its TLS library",
        TlsRefusal.HandshakeTimeout => "the handshake was begun and not finished in time; the peer hangs or is hostile",
        TlsRefusal.TooManyHandshakes => "more handshakes at once than [limits] max_handshakes; the one that had waited longest was closed",
        TlsRefusal.PeerClosed => "the peer went away inside the handshake; it may not trust the server's certificate",
        TlsRefusal.HandshakeFailed => "the handshake failed; loghog cert check HOST:PORT shows what a client sees",
        TlsRefusal.CertificateMissing => "the client shows no certificate; make one with loghog cert client NAME and name it in the client's settings",
        TlsRefusal.CertificateTooLarge => "the certificate is larger than any that is meant",
        TlsRefusal.CertificateDamaged => "the certificate cannot be read",
        TlsRefusal.CertificateExpired => "the certificate, or one above it, has expired; make a new one with loghog cert client NAME",
        TlsRefusal.CertificateNotYetValid => "the certificate is valid from a later moment on; check the clocks of both machines",
        TlsRefusal.CertificateRevoked => "the certificate was revoked",
        TlsRefusal.AuthorityUnknown => "the certificate was signed by an authority that is not in cacert",
        TlsRefusal.AuthorityMayNotSign => "a certificate that is no authority, or one too deep, has signed it",
        TlsRefusal.ChainIncomplete => "a certificate between this one and cacert is missing; the client must send it, or cacert must hold it",
        TlsRefusal.ChainTooLong => "there are more certificates than any chain has",
        TlsRefusal.NameNotPermitted => "the authority may not sign for this name (name constraints)",
        TlsRefusal.NameBad => "the certificate has no plain name: a DNS name, else one common name",
        TlsRefusal.WrongUsage => "the certificate is for another use; it needs digitalSignature, and clientAuth for clients or serverAuth for servers",
        TlsRefusal.WeakKey => "RSA keys need 2,048 bits, ECDSA keys 256, others are not taken; make a new certificate",
        TlsRefusal.WeakSignature => "MD5 and SHA-1 signatures can be forged; make a new certificate",
        TlsRefusal.CriticalExtension => "a critical extension is not understood here",
        TlsRefusal.SignatureWrong => "the authority's signature on the certificate is wrong; it was changed, or is forged",
        TlsRefusal.NameNotAllowed => "the certificate is good, but its name is not among those allowed here",
        TlsRefusal.NameMismatch => "the certificate is for another host name",
        _ => "see docs/tls.md",
    };
}
