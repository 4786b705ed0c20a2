using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Interop.Tests.Tls;

/// <summary>How a certificate of a test is made; the defaults make a good one for a client. A fault is one property with another value.</summary>
internal sealed record CertificateRecipe
{
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public string CommonName { get; init; } = "web01";

    /// <summary>DER of the subject, instead of the common name.</summary>
    public byte[]? RawSubject { get; init; }

    /// <summary>Null = no alternative name.</summary>
    public IReadOnlyList<string>? DnsNames { get; init; } = ["web01"];

    /// <summary>Content of the alternative name, instead of the names.</summary>
    public byte[]? RawAlternativeName { get; init; }

    public DateTimeOffset NotBefore { get; init; } = Now.AddHours(-2);

    public DateTimeOffset NotAfter { get; init; } = Now.AddDays(10);

    /// <summary>0 = ECDSA P-256.</summary>
    public int RsaBits { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature;

    /// <summary>Null = no such extension.</summary>
    public IReadOnlyList<string>? Purposes { get; init; } = ["1.3.6.1.5.5.7.3.2"];

    /// <summary>Null = no basic constraints.</summary>
    public bool? IsAuthority { get; init; } = false;

    public int? PathLength { get; init; }

    public IReadOnlyList<X509Extension> Further { get; init; } = [];

    /// <summary>The signature is of other bytes.</summary>
    public bool BreakSignature { get; init; }

    public static CertificateRecipe Authority(string name) => new()
    {
        CommonName = name,
        DnsNames = null,
        Purposes = null,
        IsAuthority = true,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
        NotAfter = Now.AddDays(100),
    };

    /// <param name="issuer">With its key; null = it signs itself.</param>
    public X509Certificate2 Make(X509Certificate2? issuer)
    {
        using AsymmetricAlgorithm key = RsaBits > 0 ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedName subject = RawSubject is null ? new X500DistinguishedName($"CN={CommonName}") : new X500DistinguishedName(RawSubject);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, Hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, Hash);
        AddExtensions(request, issuer);
        using AsymmetricAlgorithm signer = issuer is null ? key : (AsymmetricAlgorithm?)issuer.GetRSAPrivateKey() ?? issuer.GetECDsaPrivateKey()!;
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        serial[0] |= 1;
        using X509Certificate2 bare = request.Create(
            issuer?.SubjectName ?? subject, new TestSignature(signer, Hash, BreakSignature), NotBefore, NotAfter, serial);
        return key is RSA own ? bare.CopyWithPrivateKey(own) : bare.CopyWithPrivateKey((ECDsa)key);
    }

    private void AddExtensions(CertificateRequest request, X509Certificate2? issuer)
    {
        if (IsAuthority is { } isAuthority)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, PathLength is not null, PathLength ?? 0, critical: true));
        if (KeyUsage is { } usage)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        if (Purposes is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. Purposes.Select(static oid => new Oid(oid))], critical: false));
        if (RawAlternativeName is not null)
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", RawAlternativeName, critical: false));
        else if (DnsNames is not null)
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", AlternativeName(DnsNames), critical: false));
        X509SubjectKeyIdentifierExtension identifier = new(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(issuer is null
            ? X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier)
            : X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        foreach (X509Extension extension in Further)
            request.CertificateExtensions.Add(extension);
    }

    /// <summary>Names byte by byte, as no library would write them.</summary>
    internal static byte[] AlternativeName(IEnumerable<string> names)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (string name in names)
                writer.WriteOctetString(System.Text.Encoding.Latin1.GetBytes(name), new Asn1Tag(TagClass.ContextSpecific, 2));
        }

        return writer.Encode();
    }

    /// <summary>A subject of one common name, byte by byte.</summary>
    internal static byte[] Subject(string commonName)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, commonName);
        }

        return writer.Encode();
    }

    /// <summary>Also MD5 and SHA-1, which the library does not sign with any more, and signatures that are wrong.</summary>
    private sealed class TestSignature(AsymmetricAlgorithm key, HashAlgorithmName hash, bool isBroken) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
        {
            AsnWriter writer = new(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier((key is RSA, hash.Name) switch
                {
                    (true, "MD5") => "1.2.840.113549.1.1.4",
                    (true, "SHA1") => "1.2.840.113549.1.1.5",
                    (true, "SHA512") => "1.2.840.113549.1.1.13",
                    (true, _) => "1.2.840.113549.1.1.11",
                    (false, "SHA1") => "1.2.840.10045.4.1",
                    (false, _) => "1.2.840.10045.4.3.2",
                });
                if (key is RSA)
                    writer.WriteNull();
            }

            return writer.Encode();
        }

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            byte[] signed = isBroken ? [.. data, 0] : data;
            return key is RSA rsa
                ? rsa.SignData(signed, hash, RSASignaturePadding.Pkcs1)
                : ((ECDsa)key).SignData(signed, hash, DSASignatureFormat.Rfc3279DerSequence);
        }

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
