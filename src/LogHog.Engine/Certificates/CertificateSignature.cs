using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>Signatures of certificates and revocation lists: which are good enough, and whether one is right.</summary>
internal static class CertificateSignature
{
    private static readonly Dictionary<string, HashAlgorithmName> Rsa = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.11"] = HashAlgorithmName.SHA256,
        ["1.2.840.113549.1.1.12"] = HashAlgorithmName.SHA384,
        ["1.2.840.113549.1.1.13"] = HashAlgorithmName.SHA512,
    };

    private static readonly Dictionary<string, HashAlgorithmName> Ecdsa = new(StringComparer.Ordinal)
    {
        ["1.2.840.10045.4.3.2"] = HashAlgorithmName.SHA256,
        ["1.2.840.10045.4.3.3"] = HashAlgorithmName.SHA384,
        ["1.2.840.10045.4.3.4"] = HashAlgorithmName.SHA512,
    };

    private const string RsaPss = "1.2.840.113549.1.1.10";

    // DER of the object identifiers of SHA-256, SHA-384 and SHA-512 differs in the last byte.
    private static readonly byte[] Sha2 = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];

    /// <summary>Whether nobody can forge it today: SHA-2 and nothing else.</summary>
    public static bool IsStrong(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        null => false,
        RsaPss => PssHashIsStrong(certificate),
        { } algorithm => Rsa.ContainsKey(algorithm) || Ecdsa.ContainsKey(algorithm),
    };

    /// <summary>Whether the authority's key made it.</summary>
    public static bool IsRight(X509Certificate2 authority, string algorithm, ReadOnlySpan<byte> signed, byte[] signature)
    {
        if (Rsa.TryGetValue(algorithm, out HashAlgorithmName hash))
        {
            using RSA? rsa = authority.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
        }

        if (!Ecdsa.TryGetValue(algorithm, out hash))
            return false;
        using ECDsa? ecdsa = authority.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>RSA-PSS names its hash in parameters (RFC 4055); without them it is SHA-1.</summary>
    private static bool PssHashIsStrong(X509Certificate2 certificate)
    {
        try
        {
            AsnReader whole = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            whole.ReadEncodedValue();
            AsnReader algorithm = whole.ReadSequence();
            algorithm.ReadObjectIdentifier();
            AsnReader parameters = algorithm.ReadSequence();
            Asn1Tag hash = new(TagClass.ContextSpecific, 0, isConstructed: true);
            return parameters.HasData && parameters.PeekTag() == hash
                && parameters.ReadEncodedValue().Span.IndexOf(Sha2) is > 0;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>Bits of an RSA key, or of the order of a curve; 0 = another kind of key.</summary>
    public static (string Kind, int Bits) KeyStrength(X509Certificate2 certificate)
    {
        try
        {
            using RSA? rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
                return ("RSA", rsa.KeySize);
            using ECDsa? ecdsa = certificate.GetECDsaPublicKey();
            return ecdsa is not null ? ("ECDSA", ecdsa.KeySize) : (certificate.PublicKey.Oid.FriendlyName ?? "unknown", 0);
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            return ("unknown", 0);
        }
    }
}
