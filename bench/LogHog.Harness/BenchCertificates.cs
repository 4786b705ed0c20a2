using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Harness;

/// <summary>The files of an authority, a server and a client, for one run. ECDSA P-256, as <c>loghog cert</c> makes them.</summary>
internal sealed record BenchCertificates(string Authority, string Server, string ServerCertificate, string ServerKey, string Client)
{
    public static BenchCertificates Make(string folder)
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddHours(-1);
        X509Certificate2 authority = CertificateIssuer.CreateAuthority(new AuthorityOptions { CommonName = "ca.bench", NotBefore = from, NotAfter = from.AddDays(2) });
        BenchCertificates files = new(In("ca.cert"), In("server.pem"), In("server.cert"), In("server.key"), In("client.pem"));
        CertificateFile.WritePublic(files.Authority, authority.ExportCertificatePem() + "\n", replace: true);
        X509Certificate2 server = Issue("localhost", CertificatePurpose.Server);
        CertificateFile.WritePrivate(files.Server, server.ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(server), replace: true);
        CertificateFile.WritePublic(files.ServerCertificate, server.ExportCertificatePem() + "\n", replace: true);
        CertificateFile.WritePrivate(files.ServerKey, CertificateIssuer.KeyPem(server), replace: true);
        X509Certificate2 client = Issue("bench", CertificatePurpose.Client);
        CertificateFile.WritePrivate(files.Client, client.ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(client), replace: true);
        return files;

        string In(string name) => Path.Combine(folder, name);

        X509Certificate2 Issue(string name, CertificatePurpose purpose) => CertificateIssuer.Issue(authority, new CertificateRequestOptions
        {
            Purpose = purpose,
            CommonName = name,
            DnsNames = [name],
            NotBefore = from,
            NotAfter = from.AddDays(1),
        });
    }
}
