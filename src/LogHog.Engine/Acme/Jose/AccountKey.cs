using System.Security.Cryptography;

namespace LogHog.Engine.Acme.Jose;

/// <summary>
/// The private key that an ACME account is. Ours are ECDSA P-256 (ES256); an RSA key of 2048 bits or more that was brought from
/// another client signs with RS256 (RFC 7518 §3.1).
/// </summary>
internal sealed class AccountKey : IDisposable
{
    // CA/Browser Forum baseline requirements §6.1.5; above 8192 a signature takes a noticeable while.
    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 8192;
    private const string NistP256 = "1.2.840.10045.3.1.7";

    private readonly AsymmetricAlgorithm _key;

    private AccountKey(AsymmetricAlgorithm key)
    {
        _key = key;
        PublicJson = key is ECDsa ec
            ? JsonWebKey.Of(ec.ExportParameters(includePrivateParameters: false))
            : JsonWebKey.Of(((RSA)key).ExportParameters(includePrivateParameters: false));
        Thumbprint = JsonWebKey.Thumbprint(PublicJson);
    }

    /// <summary>The public key as a JWK.</summary>
    public string PublicJson { get; }

    /// <summary>RFC 7638; part of every key authorization.</summary>
    public string Thumbprint { get; }

    /// <summary>The JWS name of its signatures.</summary>
    public string Algorithm => _key is ECDsa ? "ES256" : "RS256";

    public static AccountKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="pem">PKCS#8, SEC 1 or PKCS#1, not encrypted.</param>
    /// <exception cref="CryptographicException">It is no such key; the message says what to bring.</exception>
    public static AccountKey Import(string pem)
    {
        AsymmetricAlgorithm? key = Read(ECDsa.Create, pem) ?? Read(RSA.Create, pem);
        if (key is ECDsa ec && ec.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is NistP256)
            return new AccountKey(ec);
        if (key is RSA { KeySize: >= RsaBitsMin and <= RsaBitsMax } rsa)
            return new AccountKey(rsa);
        key?.Dispose();
        throw new CryptographicException("An account key must be a private key in PEM without a password: ECDSA P-256, or RSA of 2048 to 8192 bits.");
    }

    /// <summary>PKCS#8 in PEM. Secret.</summary>
    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    public byte[] Sign(ReadOnlySpan<byte> text) => _key is ECDsa ec
        ? ec.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
        : ((RSA)_key).SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>RFC 8555 §8.1: what a challenge's answer proves to know.</summary>
    public string KeyAuthorization(string token) => $"{token}.{Thumbprint}";

    public void Dispose() => _key.Dispose();

    private static AsymmetricAlgorithm? Read(Func<AsymmetricAlgorithm> create, string pem)
    {
        AsymmetricAlgorithm key = create();
        try
        {
            key.ImportFromPem(pem);
            // A public key alone would be taken, too.
            key.ExportPkcs8PrivateKey();
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
