using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Orders;

/// <summary>A chain of certificates as it is downloaded (RFC 8555 §9.1), taken apart and checked before anything is replaced by it.</summary>
internal static class ChainText
{
    private const string ContentType = "application/pem-certificate-chain";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int CertificatesMax = 10;

    // What is fresh is dated back by an hour or so; clocks differ by some minutes.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(1);

    public static string Read(AcmeAnswer answer)
    {
        if (answer.ContentType != ContentType)
            throw new AcmeException(AcmeFailureKind.BadAnswer, $"{Printable.Text(answer.Url.AbsoluteUri)} answered with {Printable.Quote(answer.ContentType)} where {ContentType} belongs");
        string text = Encoding.ASCII.GetString(answer.Body);
        foreach (X509Certificate2 certificate in Parse(text))
            certificate.Dispose();
        return text;
    }

    /// <summary>Its certificates, the leaf first.</summary>
    /// <exception cref="AcmeException">There is anything else in it, or too much.</exception>
    public static X509Certificate2Collection Parse(string pem)
    {
        X509Certificate2Collection chain = [];
        try
        {
            ReadOnlySpan<char> rest = pem;
            while (PemEncoding.TryFind(rest, out PemFields fields))
            {
                // RFC 8555 §9.1: certificates only. A private key of somebody's choosing must never become ours.
                if (rest[fields.Label] is not "CERTIFICATE" || chain.Count == CertificatesMax)
                    throw new AcmeException(AcmeFailureKind.BadCertificate, $"The certificate authority sent a {Printable.Text(rest[fields.Label].ToString())} among at most {CertificatesMax} certificates");
                chain.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
                rest = rest[fields.Location.End..];
            }
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new AcmeException(AcmeFailureKind.BadCertificate, "What the certificate authority sent as a certificate is none", failure);
        }

        return chain.Count > 0 ? chain : throw new AcmeException(AcmeFailureKind.BadCertificate, "The certificate authority sent no certificate");
    }

    /// <summary>Whether the topmost certificate was issued by a name, as people write it: <c>ISRG Root X1</c>.</summary>
    public static bool IsIssuedBy(string pem, string commonName)
    {
        using X509Certificate2 top = Parse(pem)[^1];
        return top.GetNameInfo(X509NameType.SimpleName, forIssuer: true).Equals(commonName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it is what was asked for, to the name, and may serve from now on.</summary>
    /// <exception cref="AcmeException">It is not; nothing of ours has changed.</exception>
    public static void Check(X509Certificate2Collection chain, AsymmetricAlgorithm key, IReadOnlyList<AcmeIdentifier> names, DateTimeOffset now)
    {
        X509Certificate2 leaf = chain[0];
        if (!leaf.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw Bad("is not for our key");
        CheckNames(leaf, names);
        if (leaf.NotAfter.ToUniversalTime() <= now.UtcDateTime || leaf.NotBefore.ToUniversalTime() > (now + ClockSlack).UtcDateTime)
            throw Bad($"is valid from {leaf.NotBefore.ToUniversalTime():u} to {leaf.NotAfter.ToUniversalTime():u}, which is not now");
        if (leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(static one => one.CertificateAuthority))
            throw Bad("is one of a certificate authority");
        if (leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.EnhancedKeyUsages.Cast<Oid>().Any(static one => one.Value == ServerAuthentication))
            throw Bad("is not for servers");
        for (int i = 0; i + 1 < chain.Count; i++)
            CheckIssuer(chain, i);
    }

    private static void CheckNames(X509Certificate2 leaf, IReadOnlyList<AcmeIdentifier> names)
    {
        try
        {
            HashSet<string> found = [.. SubjectNames.Of(leaf)];
            HashSet<string> wanted = [.. names.Select(static name => name.Value)];
            if (wanted.Except(found, StringComparer.Ordinal).FirstOrDefault() is { } missing)
                throw Bad($"lacks the name {missing}");
            if (found.Except(wanted, StringComparer.Ordinal).FirstOrDefault() is { } extra)
                throw Bad($"has a name that was not asked for: {Printable.Quote(extra)}");
        }
        catch (AsnContentException failure)
        {
            throw new AcmeException(AcmeFailureKind.BadCertificate, "The certificate that came has broken names", failure);
        }
    }

    /// <summary>Each certificate must be signed by the next; who trusts the last one is the clients' affair.</summary>
    private static void CheckIssuer(X509Certificate2Collection chain, int index)
    {
        using X509Chain check = new();
        check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        check.ChainPolicy.CustomTrustStore.Add(chain[index + 1]);
        check.ChainPolicy.DisableCertificateDownloads = true;
        check.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | X509VerificationFlags.IgnoreNotTimeValid;
        bool isSound = check.Build(chain[index]);
        bool isIssuer = check.ChainElements.Count > 1 && check.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(chain[index + 1].RawDataMemory.Span);
        if (!isSound || !isIssuer)
            throw Bad($"comes with a chain that does not hold: number {index + 1} is not signed by number {index + 2}");
    }

    private static AcmeException Bad(string what) =>
        new(AcmeFailureKind.BadCertificate, $"The certificate that came {what}; it is not used, and what served until now goes on");
}
