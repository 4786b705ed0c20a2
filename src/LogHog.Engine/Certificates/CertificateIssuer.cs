using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>
/// Makes authorities and signs certificates, as RFC 5280 wants them and strict clients (OpenSSL's <c>-x509_strict</c>, Python 3.13)
/// check: basic constraints and usages critical, key identifiers, names in the alternative name, random serial numbers.
/// </summary>
public static class CertificateIssuer
{
    private const int RsaKeyBits = 3072;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>An authority that signs certificates and revocation lists, and no further authority.</summary>
    /// <returns>With its private key.</returns>
    public static X509Certificate2 CreateAuthority(AuthorityOptions options)
    {
        using AsymmetricAlgorithm key = CreateKey(options.Key);
        CertificateRequest request = Request(options.CommonName, key);
        Add(request, new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        Add(request, new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        X509SubjectKeyIdentifierExtension identifier = new(request.PublicKey, critical: false);
        Add(request, identifier);
        Add(request, X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        if (options.PermittedDomains.Count > 0)
            Add(request, NameConstraints.Permitting(options.PermittedDomains));
        using X509Certificate2 certificate = request.Create(
            request.SubjectName, Generator(key), options.NotBefore, options.NotAfter, SerialNumber());
        return WithKey(certificate, key);
    }

    /// <summary>A certificate with a key of its own, signed by an authority.</summary>
    /// <param name="authority">With its private key.</param>
    /// <param name="options">What it says. Its end is not later than the authority's.</param>
    /// <returns>With its private key.</returns>
    public static X509Certificate2 Issue(X509Certificate2 authority, CertificateRequestOptions options)
    {
        using AsymmetricAlgorithm key = CreateKey(options.Key);
        CertificateRequest request = Request(options.CommonName, key);
        Add(request, new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        X509KeyUsageFlags usages = options.Key == KeyKind.Rsa
            ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment
            : X509KeyUsageFlags.DigitalSignature;
        Add(request, new X509KeyUsageExtension(usages, critical: true));
        string purpose = options.Purpose == CertificatePurpose.Server ? ServerAuthentication : ClientAuthentication;
        Add(request, new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        AddNames(request, options);
        Add(request, new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Add(request, X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        DateTimeOffset authorityEnd = new(authority.NotAfter);
        DateTimeOffset end = options.NotAfter < authorityEnd ? options.NotAfter : authorityEnd;
        using AsymmetricAlgorithm authorityKey = PrivateKey(authority);
        using X509Certificate2 certificate = request.Create(
            authority.SubjectName, Generator(authorityKey), options.NotBefore, end, SerialNumber());
        return WithKey(certificate, key);
    }

    /// <summary>The private key as text: PKCS #8, which OpenSSL and Python of any age read.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm key = PrivateKey(certificate);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Key and signature of an authority, for what it signs.</summary>
    internal static AsymmetricAlgorithm PrivateKey(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey()
        ?? throw new CertificateFileException($"the key of {certificate.Subject} is neither ECDSA nor RSA; make another authority");

    internal static X509SignatureGenerator Generator(AsymmetricAlgorithm key) => key switch
    {
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        _ => throw new ArgumentException("neither ECDSA nor RSA", nameof(key)),
    };

    private static AsymmetricAlgorithm CreateKey(KeyKind kind) =>
        kind == KeyKind.Rsa ? RSA.Create(RsaKeyBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest Request(string commonName, AsymmetricAlgorithm key)
    {
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(commonName);
        return key switch
        {
            ECDsa ecdsa => new CertificateRequest(name.Build(), ecdsa, HashAlgorithmName.SHA256),
            RSA rsa => new CertificateRequest(name.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => throw new ArgumentException("neither ECDSA nor RSA", nameof(key)),
        };
    }

    private static void Add(CertificateRequest request, X509Extension extension) => request.CertificateExtensions.Add(extension);

    private static void AddNames(CertificateRequest request, CertificateRequestOptions options)
    {
        if (options.DnsNames.Count == 0 && options.Addresses.Count == 0)
            return;
        SubjectAlternativeNameBuilder names = new();
        foreach (string name in options.DnsNames)
            names.AddDnsName(name);
        foreach (IPAddress address in options.Addresses)
            names.AddIpAddress(address);
        Add(request, names.Build());
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key) => key switch
    {
        ECDsa ecdsa => certificate.CopyWithPrivateKey(ecdsa),
        RSA rsa => certificate.CopyWithPrivateKey(rsa),
        _ => throw new ArgumentException("neither ECDSA nor RSA", nameof(key)),
    };

    /// <summary>128 random bits behind a one, so that it is positive and always of the same length.</summary>
    private static byte[] SerialNumber()
    {
        byte[] serial = new byte[17];
        serial[0] = 1;
        RandomNumberGenerator.Fill(serial.AsSpan(1));
        return serial;
    }
}
