using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>How we show that a name is ours.</summary>
public enum ChallengeKind
{
    /// <summary>A file under the name, port 80 (RFC 8555 §8.3).</summary>
    Http01,

    /// <summary>A TXT record (RFC 8555 §8.4): the only one for wildcards.</summary>
    Dns01,

    /// <summary>A certificate under the name, port 443 (RFC 8737).</summary>
    TlsAlpn01,
}

/// <summary>Answers the challenges of one kind. Prepared before the certificate authority is told to look, cleaned up in every case.</summary>
internal interface IChallengeResponder : IAsyncDisposable
{
    ChallengeKind Kind { get; }

    /// <exception cref="AcmeException">It cannot be done.</exception>
    Task PrepareAsync(AcmeChallenge challenge, CancellationToken cancellation);

    /// <exception cref="AcmeException">Something is left behind.</exception>
    Task CleanUpAsync(AcmeChallenge challenge);
}

/// <summary>A challenge as we answer it.</summary>
/// <param name="Identifier">The name it is about.</param>
/// <param name="Token">The server's; checked to be base64url, since it becomes a file's name.</param>
/// <param name="KeyAuthorization">RFC 8555 §8.1.</param>
internal sealed record AcmeChallenge(AcmeIdentifier Identifier, string Token, string KeyAuthorization)
{
    // RFC 8555 §8.3 wants 128 bits of entropy, 22 characters; a file's name ends at 255.
    private const int TokenCharsMax = 255;

    /// <summary>SHA-256 of the key authorization.</summary>
    public byte[] Digest => SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization));

    /// <summary>The text of the TXT record.</summary>
    public string DnsValue => Base64Url.EncodeToString(Digest);

    /// <summary>The name of the TXT record.</summary>
    public string DnsName => $"_acme-challenge.{Identifier.BaseValue}";

    public static bool IsToken(string text) =>
        text.Length is > 0 and <= TokenCharsMax && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

internal static class ChallengeKinds
{
    /// <summary>As RFC 8555 §9.7.8 registers it.</summary>
    public static string Name(this ChallengeKind kind) => kind switch
    {
        ChallengeKind.Http01 => "http-01",
        ChallengeKind.Dns01 => "dns-01",
        _ => "tls-alpn-01",
    };
}
