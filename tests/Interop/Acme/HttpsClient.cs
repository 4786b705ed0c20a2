using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LogHog.Interop.Tests.Acme;

/// <summary>One TLS connection to loghogd, with HTTP by hand: so that a test knows which connection it is.</summary>
internal sealed class HttpsClient : IDisposable
{
    private readonly TcpClient _tcp = new();
    private SslStream _tls = null!;

    /// <summary>What the server showed.</summary>
    public X509Certificate2 Certificate { get; private set; } = null!;

    public SslProtocols Protocol => _tls.SslProtocol;

    /// <exception cref="AuthenticationException">One side does not like the other.</exception>
    public static async Task<HttpsClient> ConnectAsync(int port, X509Certificate2 root, X509Certificate2? own = null, SslProtocols protocols = SslProtocols.None)
    {
        var client = new HttpsClient();
        await client._tcp.ConnectAsync("127.0.0.1", port);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        client._tls = new SslStream(client._tcp.GetStream());
        await client._tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            CertificateChainPolicy = policy,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            EnabledSslProtocols = protocols,
        });
        client.Certificate = (X509Certificate2)client._tls.RemoteCertificate!;
        return client;
    }

    /// <summary>Until it shows the wanted certificate: the file is looked at once a second.</summary>
    public static async Task<HttpsClient> UntilAsync(int port, X509Certificate2 root, Func<X509Certificate2, bool> wanted)
    {
        for (int attempt = 0; ; attempt++)
        {
            HttpsClient client = await ConnectAsync(port, root);
            if (wanted(client.Certificate)) return client;
            client.Dispose();
            Assert.True(attempt < 600, "the new certificate never came into force");
            await Task.Delay(100);
        }
    }

    /// <summary>Status line, headers and body.</summary>
    public async Task<string> GetAsync(string path)
    {
        await _tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        return await ReadAnswerAsync(_tls);
    }

    public static async Task<string> ReadAnswerAsync(Stream stream)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int read = await stream.ReadAsync(buffer);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string sofar = text.ToString();
            if (read == 0 || IsWhole(sofar)) return sofar;
        }
    }

    public void Dispose()
    {
        _tls?.Dispose();
        _tcp.Dispose();
    }

    private static bool IsWhole(string answer)
    {
        int head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0) return false;
        string? length = answer[..head].Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null ? answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal) : Encoding.UTF8.GetByteCount(answer[(head + 4)..]) >= int.Parse(length[15..]);
    }
}
