using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Cli.Checking;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>The findings about a PEM file.</summary>
internal static class FileCheck
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static void Run(string file, TrustFiles trust, string? name, TimeSpan warn, CheckReport report)
    {
        PemContent content = PemContent.Read(file);
        if (content.HasKey)
            Permissions(file, report);
        if (content.Certificates.Count == 0)
        {
            report.Fail($"certificate: {file} has none");
            return;
        }

        X509Certificate2? certificate = content.HasKey ? Keyed(content, report) : content.Certificates[0];
        if (certificate is null)
            return;
        report.Ok($"certificate: {StatusCommand.Plain(certificate.Subject)}, serial {certificate.SerialNumber}");
        X509Certificate2Collection others = [.. content.Certificates.Where(one => !one.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))];
        CertificateFindings.Expiry(certificate, warn, report);
        Chain(file, certificate, others, trust, report);
        if (name is not null)
            CertificateFindings.HostName(certificate, name, report);
    }

    private static X509Certificate2? Keyed(PemContent content, CheckReport report)
    {
        try
        {
            X509Certificate2 certificate = content.Keyed().Certificate;
            report.Ok("key: belongs to the certificate");
            return certificate;
        }
        catch (CertificateFileException failure)
        {
            report.Fail($"key: {failure.Message}");
            return null;
        }
    }

    private static void Permissions(string file, CheckReport report)
    {
        UnixFileMode mode = File.GetUnixFileMode(file);
        string text = Convert.ToString((int)mode, 8);
        if ((mode & Others) != UnixFileMode.None)
            report.Fail($"permissions: {text}: every user of this machine can read the key; run chmod 600 {file}");
        else if ((mode & Group) != UnixFileMode.None)
            report.Warn($"permissions: {text}: the file's group can read the key; if that is not meant, run chmod 600 {file}");
        else
            report.Ok($"permissions: {text}");
    }

    private static void Chain(string file, X509Certificate2 certificate, X509Certificate2Collection others, TrustFiles trust, CheckReport report)
    {
        bool isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static basic => basic.CertificateAuthority);
        if (isAuthority && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
        {
            report.Ok("chain: it is an authority that stands for itself");
            return;
        }

        bool isServer = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(static usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(static oid => oid.Value == ServerAuthentication));
        CertificatePurpose purpose = isServer ? CertificatePurpose.Server : CertificatePurpose.Client;
        TrustFiles near = trust.Near(file, certificate);
        if (near.Verifier(purpose) is { } verifier)
            CertificateFindings.Verdict(verifier.Verify(certificate, others, TimeProvider.System.GetUtcNow()), purpose, near, report);
        else
            report.Warn($"chain: nobody near has signed it ({StatusCommand.Plain(certificate.Issuer)}); name the authority with --ca");
    }
}
