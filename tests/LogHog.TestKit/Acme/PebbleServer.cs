using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.TestKit.Acme;

/// <summary>How pebble is to be, where the defaults do not do: nonces refused, authorizations never reused, sleeps.</summary>
public sealed record PebbleOptions
{
    /// <summary>Of a hundred good nonces, how many are refused.</summary>
    public int NoncesRefused { get; init; } = 40;

    /// <summary>Seconds of random sleep before it looks; 0 = none.</summary>
    public int SleepSeconds { get; init; }

    public int AlternateRoots { get; init; }

    /// <summary>Accounts need an external binding (key ids and keys as in Debian's example).</summary>
    public bool WantsExternalAccount { get; init; }
}

/// <summary>A real pebble, Let's Encrypt's own test server, and its DNS, on free ports of loopback.</summary>
public sealed class PebbleServer : IAsyncDisposable
{
    public const string ExternalKeyId = "kid-1";
    public const string ExternalKey = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new("pebble's own TLS root");
    private readonly HttpClient _http;
    private readonly List<Process> _processes = [];
    private readonly int _port = FreePort();
    private readonly int _managementPort = FreePort();
    private readonly int _dnsPort = FreePort();

    private PebbleServer() => _http = new HttpClient(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
    })
    { Timeout = Limit };

    public Uri Directory => new($"https://localhost:{_port}/dir");

    /// <summary>Where pebble comes to look for HTTP-01.</summary>
    public int HttpPort { get; } = FreePort();

    /// <summary>Where it comes for TLS-ALPN-01.</summary>
    public int TlsPort { get; } = FreePort();

    /// <summary>Where TXT records are set (POST set-txt, clear-txt).</summary>
    public int DnsManagementPort { get; } = FreePort();

    /// <summary>The root of its own TLS certificate, a PEM file.</summary>
    public string CaBundle => _folder["ca.pem"];

    public static async Task<PebbleServer> StartAsync(PebbleOptions? options = null)
    {
        var server = new PebbleServer();
        try
        {
            server.WriteFiles(options ?? new PebbleOptions());
            server.Run("pebble-challtestsrv", [], "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", "",
                "-dns01", $"127.0.0.1:{server._dnsPort}", "-management", $"127.0.0.1:{server.DnsManagementPort}");
            server.Run("pebble", Environment(options ?? new PebbleOptions()), "-strict",
                "-config", server._folder["pebble.json"], "-dnsserver", $"127.0.0.1:{server._dnsPort}");
            await server.WaitAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The root that issued what it issues, of its first or an alternative chain.</summary>
    public async Task<X509Certificate2> RootAsync(int number = 0) =>
        X509Certificate2.CreateFromPem(await _http.GetStringAsync(new Uri($"https://localhost:{_managementPort}/roots/{number}")));

    /// <summary>What it knows of a certificate, JSON.</summary>
    public Task<string> StatusAsync(X509Certificate2 certificate) =>
        _http.GetStringAsync(new Uri($"https://localhost:{_managementPort}/cert-status-by-serial/{certificate.SerialNumber.TrimStart('0')}"));

    /// <summary>Sets or clears the address of a name, a TXT record … (pebble-challtestsrv's management).</summary>
    public async Task DnsAsync(string path, object body)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{DnsManagementPort}/{path}"), body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _http.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Free a moment ago, and below those that Linux gives to clients: only another test could take it, and there are many.</summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(12_000, 32_000);
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    private static Dictionary<string, string> Environment(PebbleOptions options)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PEBBLE_WFE_NONCEREJECT"] = $"{options.NoncesRefused}",
            ["PEBBLE_AUTHZREUSE"] = "0",
            ["PEBBLE_WFE_ORDERS_PER_PAGE"] = "1",
            ["PEBBLE_ALTERNATE_ROOTS"] = $"{options.AlternateRoots}",
            ["PEBBLE_CHAIN_LENGTH"] = "2",
        };
        if (options.SleepSeconds == 0) values["PEBBLE_VA_NOSLEEP"] = "1";
        else values["PEBBLE_VA_SLEEPTIME"] = $"{options.SleepSeconds}";
        return values;
    }

    private void WriteFiles(PebbleOptions options)
    {
        using X509Certificate2 certificate = _authority.Issue("localhost", "127.0.0.1");
        File.WriteAllText(CaBundle, _authority.Pem);
        File.WriteAllText(_folder["cert.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder["key.pem"], certificate.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
        string bindings = options.WantsExternalAccount
            ? $$""", "externalAccountBindingRequired": true, "externalAccountMACKeys": {"{{ExternalKeyId}}": "{{ExternalKey}}"} """
            : "";
        File.WriteAllText(_folder["pebble.json"], $$"""
            {"pebble": {
              "listenAddress": "127.0.0.1:{{_port}}", "managementListenAddress": "127.0.0.1:{{_managementPort}}",
              "certificate": "{{_folder["cert.pem"]}}", "privateKey": "{{_folder["key.pem"]}}",
              "httpPort": {{HttpPort}}, "tlsPort": {{TlsPort}}{{bindings}} } }
            """);
    }

    private void Run(string program, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        Process process = Process.Start(start)!;
        new ProcessOutput().Read(process);
        _processes.Add(process);
    }

    private async Task WaitAsync()
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await _http.GetStringAsync(Directory);
                await DnsAsync("clear-txt", new { host = "nobody.example." });
                return;
            }
            catch (HttpRequestException) when (waiting.Elapsed < Limit && _processes.TrueForAll(static process => !process.HasExited))
            {
                await Task.Delay(20);
            }
        }
    }
}
