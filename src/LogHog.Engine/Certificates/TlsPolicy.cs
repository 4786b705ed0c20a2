using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>
/// What every TLS port of the server speaks, for logs and for HTTP alike: one place, so that none is weaker than another. TLS 1.2 and 1.3,
/// no renegotiation, no resumption: who was revoked since would come in with it.
/// </summary>
#pragma warning disable CA1416 // It runs on Linux (and is built there); the platform's ciphers cannot be chosen on Windows.
public static class TlsPolicy
{
    // Forward secrecy and authenticated encryption, nothing else (RFC 9325 §4.2); what SSL Labs, testssl.sh and BSI TR-02102-2 all find good.
    private static readonly CipherSuitesPolicy Ciphers = new(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);

    /// <summary>For one handshake; nobody is asked for a certificate yet.</summary>
    /// <param name="shown">The server's certificate.</param>
    public static SslServerAuthenticationOptions Handshake(SslStreamCertificateContext shown) => new()
    {
        ServerCertificateContext = shown,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = Ciphers,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>Asks the client for a certificate, and has it judged.</summary>
    /// <param name="options">Those of the handshake.</param>
    /// <param name="verifier">Whose certificates are good.</param>
    /// <param name="now">The time to judge by.</param>
    /// <param name="isWelcome">Hears what was found; the client may have sent none.</param>
    public static void AskClient(
        this SslServerAuthenticationOptions options, CertificateVerifier verifier, DateTimeOffset now, Func<CertificateVerdict, bool> isWelcome)
    {
        options.ClientCertificateRequired = true;
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        options.CertificateChainPolicy = verifier.Policy(now);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            isWelcome(verifier.Verify(certificate as X509Certificate2, chain, now));
    }
}
