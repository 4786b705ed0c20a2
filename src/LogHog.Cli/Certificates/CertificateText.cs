using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>A certificate for people.</summary>
internal static class CertificateText
{
    private static readonly Dictionary<string, string> Usages = new(StringComparer.Ordinal)
    {
        ["1.3.6.1.5.5.7.3.1"] = "serverAuth",
        ["1.3.6.1.5.5.7.3.2"] = "clientAuth",
    };

    /// <summary>One fact a line, each with its name.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(X509Certificate2 certificate, DateTimeOffset now)
    {
        yield return ("subject", certificate.Subject);
        yield return ("issuer", certificate.Issuer);
        yield return ("identity", CertificateNames.Identity(certificate) ?? "none that LogHog takes");
        yield return ("names", Names(certificate));
        yield return ("valid", $"{Moment(certificate.NotBefore)} to {Moment(certificate.NotAfter)} ({Left(certificate, now)})");
        (string kind, int bits) = KeyStrength(certificate);
        yield return ("key", bits == 0 ? kind : $"{kind} of {bits} bits");
        yield return ("signature", certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value ?? "unknown");
        yield return ("authority", Authority(certificate));
        yield return ("uses", Uses(certificate));
        yield return ("serial", certificate.SerialNumber);
        yield return ("sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    /// <summary>How long it is still valid, or not any more.</summary>
    public static string Left(X509Certificate2 certificate, DateTimeOffset now)
    {
        TimeSpan left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime())
            return "not yet valid";
        return left <= TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"expired {-left.Days} days ago")
            : string.Create(CultureInfo.InvariantCulture, $"{left.Days} days left");
    }

    private static (string Kind, int Bits) KeyStrength(X509Certificate2 certificate)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
            return ("RSA", rsa.KeySize);
        using ECDsa? ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa is not null ? ("ECDSA", ecdsa.KeySize) : (certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown", 0);
    }

    private static string Names(X509Certificate2 certificate)
    {
        try
        {
            string names = string.Join(", ", CertificateNames.DnsNames(certificate).Concat(CertificateNames.Addresses(certificate).Select(static one => one.ToString())));
            return names.Length == 0 ? "none" : StatusCommand.Plain(names);
        }
        catch (CryptographicException)
        {
            return "damaged";
        }
    }

    private static string Authority(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true } basic)
            return "no";
        return basic.HasPathLengthConstraint
            ? string.Create(CultureInfo.InvariantCulture, $"yes, {basic.PathLengthConstraint} authorities may stand below it")
            : "yes";
    }

    private static string Uses(X509Certificate2 certificate)
    {
        IEnumerable<string> uses = certificate.Extensions.OfType<X509KeyUsageExtension>().Select(static usage => usage.KeyUsages.ToString());
        IEnumerable<string> further = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(static usage => usage.EnhancedKeyUsages.Cast<Oid>())
            .Select(static oid => Usages.GetValueOrDefault(oid.Value ?? "", oid.FriendlyName ?? oid.Value ?? ""));
        string all = string.Join(", ", uses.Concat(further));
        return all.Length == 0 ? "any" : all;
    }

    private static string Moment(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
