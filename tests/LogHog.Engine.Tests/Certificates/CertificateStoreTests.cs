using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Certificates;

public sealed class CertificateStoreTests
{
    private static readonly TestAuthority Authority = new();

    [Fact]
    public void Shows_the_certificate_of_the_file()
    {
        using var folder = new TempFolder();
        X509Certificate2 first = Write(folder, "one");

        Assert.Equal(first.SerialNumber, Open(folder).Current.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void Takes_a_file_over_that_was_renamed_into_place()
    {
        using var folder = new TempFolder();
        Write(folder, "one");
        CertificateStore store = Open(folder);

        X509Certificate2 second = Write(folder, "two");

        Assert.Null(store.Reload());
        Assert.Equal(second.SerialNumber, store.Current.TargetCertificate.SerialNumber);
    }

    [Fact]
    public async Task Looks_at_the_file_by_itself()
    {
        using var folder = new TempFolder();
        Write(folder, "one");
        CertificateStore store = Open(folder);
        X509Certificate2 second = Write(folder, "two");

        while (store.Current.TargetCertificate.SerialNumber != second.SerialNumber)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_file_that_cannot_be_used_changes_nothing(string text)
    {
        using var folder = new TempFolder();
        X509Certificate2 first = Write(folder, "one");
        CertificateStore store = Open(folder);

        File.WriteAllText(folder["server.pem"], text);

        Assert.Contains("server.pem", store.Reload(), StringComparison.Ordinal);
        Assert.Equal(first.SerialNumber, store.Current.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void A_key_of_another_certificate_is_told()
    {
        using var folder = new TempFolder();
        string pem = Authority.Issue("one").ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(Authority.Issue("two"));
        File.WriteAllText(folder["server.pem"], pem);

        var failure = Assert.Throws<CertificateFileException>(() => Open(folder));

        Assert.Contains("belongs to none", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_certificate_of_the_key_is_found_wherever_it_stands()
    {
        using var folder = new TempFolder();
        X509Certificate2 own = Authority.Issue("one");
        string pem = CertificateIssuer.KeyPem(own) + Authority.Certificate.ExportCertificatePem() + "\n" + own.ExportCertificatePem() + "\n";
        File.WriteAllText(folder["server.pem"], pem);

        CertificateStore store = Open(folder);

        Assert.Equal(own.SerialNumber, store.Certificate.Certificate.SerialNumber);
        Assert.Equal(Authority.Certificate.SerialNumber, Assert.Single(store.Certificate.Chain).SerialNumber);
    }

    private static CertificateStore Open(TempFolder folder) => new(folder["server.pem"], TimeProvider.System, NullLogger.Instance);

    private static X509Certificate2 Write(TempFolder folder, string name)
    {
        X509Certificate2 certificate = Authority.Issue(name, CertificatePurpose.Server);
        CertificateFile.WritePrivate(folder["server.pem"], TestAuthority.Pem(certificate), replace: true);
        return certificate;
    }
}
