using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Interop.Tests.Tls;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary>TLS on the HTTP port, with the certificate of a file.</summary>
public sealed class HttpsTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _clients = new("clients' root");

    public HttpsTests()
    {
        Put(_authority.Issue("127.0.0.1"));
        File.WriteAllText(_folder["clients.pem"], _clients.Pem);
        File.WriteAllText(_folder["ca.pem"], _authority.Pem);
    }

    public void Dispose()
    {
        _clients.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_new_file_serves_without_a_restart_and_connections_go_on()
    {
        await using LogHogProcess hog = await StartAsync("");
        using HttpsClient old = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate);
        using X509Certificate2 next = _authority.Issue("127.0.0.1");
        await old.GetAsync("/health/live");
        Put(next);
        using HttpsClient fresh = await HttpsClient.UntilAsync(hog.HttpsPort, _authority.Certificate, shown => shown.SerialNumber == next.SerialNumber);

        Assert.Equal(next.SerialNumber, fresh.Certificate.SerialNumber);
        Assert.Contains("200 OK", await old.GetAsync("/health/live"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task TLS_1_2_and_1_3_are_spoken(SslProtocols protocol)
    {
        await using LogHogProcess hog = await StartAsync("");
        using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate, protocols: protocol);

        Assert.Equal(protocol, client.Protocol);
        Assert.Contains("200 OK", await client.GetAsync("/health/live"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_HTTP_is_told_to_come_over_HTTPS_and_strangers_are_counted()
    {
        await using LogHogProcess hog = await StartAsync("");
        string browser = await PlainAsync(hog, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        string stranger = await PlainAsync(hog, "\0\0\0\u0005hello");
        using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", browser, StringComparison.Ordinal);
        Assert.EndsWith("This port speaks HTTPS: write https:// in front of its address.\n", browser, StringComparison.Ordinal);
        Assert.Equal("", stranger);
        Assert.Contains("loghog_https_plain_connections_total 2\n", await client.GetAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_are_told_to_stay_with_HTTPS_only_if_somebody_wants_it()
    {
        await using LogHogProcess hog = await StartAsync("hsts = 365d");
        using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate);
        string with = await client.GetAsync("/health/live");
        await using LogHogProcess other = await StartAsync("");
        using HttpsClient otherClient = await HttpsClient.ConnectAsync(other.HttpsPort, _authority.Certificate);

        Assert.Contains("Strict-Transport-Security: max-age=31536000\r\n", with, StringComparison.Ordinal);
        Assert.DoesNotContain("Strict-Transport-Security", await otherClient.GetAsync("/health/live"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_client_certificates_are_required_only_good_ones_come_in()
    {
        await using LogHogProcess hog = await StartAsync($"client_certificates = require\ncacert = {_folder["clients.pem"]}");
        using X509Certificate2 good = Client(_clients, ClientAuthentication);
        using X509Certificate2 strange = Client(_authority, ClientAuthentication);
        using X509Certificate2 server = Client(_clients, "1.3.6.1.5.5.7.3.1");

        using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate, good);
        Assert.Contains("200 OK", await client.GetAsync("/health/live"), StringComparison.Ordinal);
        foreach (X509Certificate2? bad in new[] { null, strange, server })
            await AssertRefusedAsync(hog, bad);
        string metrics = await client.GetAsync("/metrics");
        Assert.Contains("loghog_https_clients_refused_total{reason=\"certificate_missing\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("loghog_https_clients_refused_total{reason=\"wrong_usage\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_client_certificates_are_allowed_those_without_come_in_and_bad_ones_do_not()
    {
        await using LogHogProcess hog = await StartAsync($"client_certificates = allow\ncacert = {_folder["clients.pem"]}");
        using X509Certificate2 strange = Client(_authority, ClientAuthentication);
        using HttpsClient without = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate);

        Assert.Contains("200 OK", await without.GetAsync("/health/live"), StringComparison.Ordinal);
        await AssertRefusedAsync(hog, strange);
    }

    [Fact]
    public async Task The_command_line_asks_over_HTTPS_with_its_own_authority_and_certificate()
    {
        await using LogHogProcess hog = await StartAsync($"client_certificates = require\ncacert = {_folder["clients.pem"]}");
        using X509Certificate2 good = Client(_clients, ClientAuthentication);
        await File.WriteAllTextAsync(_folder["client.pem"], TestAuthority.KeyedPem(good));
        string server = $"https://127.0.0.1:{hog.HttpsPort}";
        string[] trust = ["--ca-file", _folder["ca.pem"], "--cert", _folder["client.pem"]];

        ProgramResult status = await StatusAsync(["--server", server, .. trust]);
        ProgramResult found = await ExternalProgram.RunAsync(Repository.Loghog, ["search", "--server", server, .. trust, "-q", "*"]);
        ProgramResult distrusted = await ExternalProgram.RunAsync(Repository.Loghog, ["search", "--server", server, "-q", "*"]);
        ProgramResult unknown = await ExternalProgram.RunAsync(Repository.Loghog, ["search", "--server", server, "--ca-file", _folder["ca.pem"], "-q", "*"]);

        Assert.True(status.ExitCode == 0, status.ToString());
        Assert.Contains("https 127.0.0.1:", status.Output, StringComparison.Ordinal);
        Assert.True(found.ExitCode == 1 && found.Errors.Length == 0, found.ToString());
        Assert.True(distrusted.ExitCode == 4, distrusted.ToString());
        Assert.Contains("certificate", distrusted.Errors, StringComparison.Ordinal);
        Assert.True(unknown.ExitCode == 4, unknown.ToString());
    }

    [Fact]
    public async Task Curl_shows_a_certificate_and_is_taken_until_it_is_revoked()
    {
        using var folder = new TempFolder();
        await CertAsync(folder, "server");
        await CertAsync(folder, "client", "web01");
        await CertAsync(folder, "client", "web09");
        await CertAsync(folder, "revoke", "web09.pem");
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            $"[http]\ntls = files\npemfile = {folder["loghog-server.pem"]}\nclient_certificates = require\n"
            + $"cacert = {folder["loghog-ca.cert"]}\ncrl = {folder["loghog-ca.crl"]}\n");

        ProgramResult with = await CurlAsync(hog, folder, "--cert", folder["web01.pem"]);
        ProgramResult without = await CurlAsync(hog, folder);
        ProgramResult revoked = await CurlAsync(hog, folder, "--cert", folder["web09.pem"]);
        await CertAsync(folder, "revoke", "web01.pem");
        ProgramResult later = with;
        while (later.ExitCode == 0)
            later = await CurlAsync(hog, folder, "--cert", folder["web01.pem"]);
        await CertAsync(folder, "client", "web02");
        ProgramResult other = await CurlAsync(hog, folder, "--cert", folder["web02.pem"]);

        Assert.True(with.ExitCode == 0, with.ToString());
        Assert.NotEqual(0, without.ExitCode);
        Assert.NotEqual(0, revoked.ExitCode);
        Assert.True(other.ExitCode == 0, other.ToString());
    }

    [Fact]
    public async Task Sslscan_finds_nothing()
    {
        await using LogHogProcess hog = await StartAsync("");

        await TlsScan.AssertIsGoodAsync(hog.HttpsPort);
    }

    private static Task<ProgramResult> CurlAsync(LogHogProcess hog, TempFolder folder, params string[] more) => ExternalProgram.RunAsync(
        "curl", ["--silent", "--show-error", "--fail", "--cacert", folder["loghog-ca.cert"], .. more, $"https://localhost:{hog.HttpsPort}/health/live"]);

    private static async Task CertAsync(TempFolder folder, params string[] arguments)
    {
        ProgramResult made = await ExternalProgram.RunAsync(
            new ProcessStartInfo(Repository.Loghog, ["cert", .. arguments]) { WorkingDirectory = folder.Path }, "");
        Assert.True(made.ExitCode == 0, made.ToString());
    }

    private Task<LogHogProcess> StartAsync(string keys) =>
        LogHogProcess.StartAsync($"[http]\ntls = files\npemfile = {_folder["server.pem"]}\n{keys}\n");

    /// <summary>It waits for five seconds, and a machine that is busy with other tests may need more.</summary>
    private static async Task<ProgramResult> StatusAsync(string[] arguments)
    {
        ProgramResult status;
        int attempts = 0;
        do
            status = await ExternalProgram.RunAsync(Repository.Loghog, ["status", .. arguments]);
        while (status.Errors.Contains("no answer within", StringComparison.Ordinal) && ++attempts < 20);
        return status;
    }

    private void Put(X509Certificate2 certificate)
    {
        File.WriteAllText(_folder["server.new"], TestAuthority.KeyedPem(certificate));
        File.Move(_folder["server.new"], _folder["server.pem"], overwrite: true);
    }

    private static X509Certificate2 Client(TestAuthority authority, string usage)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = authority.Sign(new PublicKey(key), ["web01.example.org"], now.AddHours(-1), now.AddDays(90), usage);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>In TLS 1.3 a client hears of it with its first read.</summary>
    private async Task AssertRefusedAsync(LogHogProcess hog, X509Certificate2? own)
    {
        try
        {
            using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, _authority.Certificate, own);
            Assert.Equal("", await client.GetAsync("/health/live"));
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            // An alert, or the end of the connection.
        }
    }

    private static async Task<string> PlainAsync(LogHogProcess hog, string text)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", hog.HttpsPort);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        return await HttpsClient.ReadAnswerAsync(stream);
    }
}
