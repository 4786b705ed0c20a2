using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Engine.Tests.Certificates;

/// <summary>An authority of the tests, and what it signs.</summary>
internal sealed class TestAuthority
{
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public X509Certificate2 Certificate { get; } = CertificateIssuer.CreateAuthority(new AuthorityOptions
    {
        CommonName = "ca.test",
        NotBefore = Now.AddHours(-1),
        NotAfter = Now.AddDays(100),
    });

    public X509Certificate2 Issue(string name, CertificatePurpose purpose = CertificatePurpose.Client, KeyKind key = KeyKind.Ecdsa) =>
        CertificateIssuer.Issue(Certificate, new CertificateRequestOptions
        {
            Purpose = purpose,
            CommonName = name,
            DnsNames = [name],
            Key = key,
            NotBefore = Now.AddHours(-1),
            NotAfter = Now.AddDays(10),
        });

    public static string Pem(X509Certificate2 certificate) =>
        certificate.ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(certificate);
}
