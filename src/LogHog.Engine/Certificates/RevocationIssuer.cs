using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>Signs revocation lists.</summary>
public static class RevocationIssuer
{
    /// <summary>
    /// A list with one certificate more. It has no end but the authority's: a log server must not stop to log because nobody signed
    /// the same list again.
    /// </summary>
    /// <param name="authority">With its private key.</param>
    /// <param name="list">DER of the list so far, its signature checked; null = there is none.</param>
    /// <param name="serial">Of the certificate, big-endian.</param>
    /// <param name="now">The moment of revocation.</param>
    /// <returns>PEM.</returns>
    public static string Add(X509Certificate2 authority, byte[]? list, byte[] serial, DateTimeOffset now)
    {
        BigInteger number = BigInteger.Zero;
        CertificateRevocationListBuilder builder = list is null
            ? new CertificateRevocationListBuilder()
            : CertificateRevocationListBuilder.Load(list, out number);
        now = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        builder.AddEntry(serial, now);
        using AsymmetricAlgorithm key = CertificateIssuer.PrivateKey(authority);
        bool hasIdentifier = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        X509AuthorityKeyIdentifierExtension identifier = X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: hasIdentifier, includeIssuerAndSerial: !hasIdentifier);
        byte[] der = builder.Build(
            authority.SubjectName, CertificateIssuer.Generator(key), number + 1, new DateTimeOffset(authority.NotAfter), HashAlgorithmName.SHA256, identifier, now);
        return PemEncoding.WriteString("X509 CRL", der) + "\n";
    }
}
