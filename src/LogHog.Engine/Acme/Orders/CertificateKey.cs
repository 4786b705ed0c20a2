using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Acme.Orders;

/// <summary>The private key of a certificate, made anew for each.</summary>
public enum CertificateKeyKind
{
    /// <summary>P-256.</summary>
    Ecdsa,

    /// <summary>2048 bits, for old clients.</summary>
    Rsa,
}

/// <inheritdoc cref="CertificateKeyKind"/>
internal static class CertificateKey
{
    private const int RsaBits = 2048;

    public static AsymmetricAlgorithm Create(CertificateKeyKind kind) =>
        kind == CertificateKeyKind.Rsa ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <returns>Null when it is none of the two.</returns>
    public static AsymmetricAlgorithm? TryImport(string pem) => TryImport(ECDsa.Create(), pem) ?? TryImport(RSA.Create(), pem);

    /// <summary>PKCS#10, DER: the names and nothing else (RFC 8555 §7.4).</summary>
    public static byte[] Request(AsymmetricAlgorithm key, IReadOnlyList<AcmeIdentifier> names)
    {
        X500DistinguishedName nobody = new("");
        CertificateRequest request = key is ECDsa ec
            ? new CertificateRequest(nobody, ec, HashAlgorithmName.SHA256)
            : new CertificateRequest(nobody, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(SubjectNames.Extension(names));
        return request.CreateSigningRequest();
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
