using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>TLS-ALPN-01 (RFC 8737): under the protocol <c>acme-tls/1</c> each name that is being checked has a certificate of its own.</summary>
internal sealed class TlsAlpnResponder : IChallengeResponder
{
    private const string AcmeIdentifierExtension = "1.3.6.1.5.5.7.1.31";

    private static readonly SslApplicationProtocol AcmeTls = new("acme-tls/1");

    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly ResponderListener _listener;
    private readonly TimeProvider _time;

    /// <exception cref="AcmeException">An address cannot be had.</exception>
    public TlsAlpnResponder(IReadOnlyList<IPEndPoint> addresses, TimeProvider time)
    {
        _time = time;
        _listener = ResponderListener.Bind(addresses);
        _listener.Start(ServeAsync);
    }

    public ChallengeKind Kind => ChallengeKind.TlsAlpn01;

    public IReadOnlyList<IPEndPoint> Addresses => _listener.Addresses;

    public Task PrepareAsync(AcmeChallenge challenge, CancellationToken cancellation)
    {
        _certificates[challenge.Identifier.ServerName] = Certificate(challenge, _time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task CleanUpAsync(AcmeChallenge challenge)
    {
        // Not disposed of here: a handshake may be using it.
        _certificates.TryRemove(challenge.Identifier.ServerName, out _);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    /// <summary>RFC 8737 §3: the name alone, self-signed, and the digest in a critical extension.</summary>
    internal static X509Certificate2 Certificate(AcmeChallenge challenge, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=ACME challenge", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(SubjectNames.Extension([challenge.Identifier]));
        AsnWriter digest = new(AsnEncodingRules.DER);
        digest.WriteOctetString(challenge.Digest);
        request.CertificateExtensions.Add(new X509Extension(AcmeIdentifierExtension, digest.Encode(), critical: true));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));
    }

    private async Task ServeAsync(Stream stream, CancellationToken cancellation)
    {
        await using SslStream tls = new(stream);
        // RFC 8737 §3: nothing is said after the handshake.
        await tls.AuthenticateAsServerAsync(
            (_, hello, _, _) => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificates.GetValueOrDefault(hello.ServerName)
                    ?? throw new AuthenticationException("no challenge is under way for this name"),
                ApplicationProtocols = [AcmeTls],
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            }),
            state: null,
            cancellation);
    }
}
