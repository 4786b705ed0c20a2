using System.Net;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Challenges;
using LogHog.TestKit;
using LogHog.TestKit.Acme;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Acme;

/// <summary>A client with a folder of its own, and the stand-in that it orders from.</summary>
internal sealed class AcmeBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public AcmeBench()
    {
        File.WriteAllText(_folder["ca.pem"], Authority.Authority.Pem);
        Settings = new AcmeSettings
        {
            Names = [AcmeIdentifier.Parse("logs.example.org", out _)!],
            Directory = new Uri($"{Authority.Url}/dir"),
            Folder = _folder["acme"],
            CaBundle = _folder["ca.pem"],
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
        };
    }

    public StandInAuthority Authority { get; } = new();

    public AcmeSettings Settings { get; set; }

    public string CertificateFile => Path.Combine(Settings.Folder, "certificate.pem");

    public string this[string name] => _folder[name];

    /// <summary>In force; checked to fit its key.</summary>
    public X509Certificate2? Certificate
    {
        get
        {
            if (!File.Exists(CertificateFile)) return null;
            string pem = File.ReadAllText(CertificateFile);
            return X509Certificate2.CreateFromPem(pem, pem);
        }
    }

    public async Task<X509Certificate2> IssueAsync(IChallengeResponder? responder = null)
    {
        using AcmeClient client = AcmeClient.Open(Settings, TimeProvider.System, NullLogger.Instance);
        await using IChallengeResponder answers = responder ?? new HttpResponder([new IPEndPoint(IPAddress.Loopback, 0)]);
        return await client.IssueAsync(answers, TestContext.Current.CancellationToken);
    }

    /// <summary>Puts a certificate into force that another time or authority has issued.</summary>
    public void PutCertificate(X509Certificate2 certificate)
    {
        Directory.CreateDirectory(Settings.Folder);
        File.WriteAllText(CertificateFile, TestAuthority.KeyedPem(certificate));
    }

    public async ValueTask DisposeAsync()
    {
        await Authority.DisposeAsync();
        _folder.Dispose();
    }
}
