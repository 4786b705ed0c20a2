using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.TestKit;
using Microsoft.Extensions.Logging;

namespace LogHog.Interop.Tests.Tls;

/// <summary>An engine with two TLS addresses, LogHog's own and an input's, that trusts one root and takes <c>web01</c> and the like.</summary>
public sealed class TlsEngine : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Lines _log = new();
    private string? _list;
    private EngineHost? _host;

    internal X509Certificate2 Root { get; } = CertificateRecipe.Authority("root").Make(null);

    internal X509Certificate2 OtherRoot { get; } = CertificateRecipe.Authority("root").Make(null);

    internal TlsClient Client { get; } = TlsClient.Start();

    internal EngineHost Host => _host!;

    internal string File(string name) => _folder[name];

    internal IReadOnlyList<int> Ports => [.. Host.Engine.Snapshot().Listening.Where(static one => one.Kind is "tls" or "further/tls").Select(static one => ((IPEndPoint)one.Address).Port)];

    internal bool HasSaid(string text) => _log.All.Any(line => line.Contains(text, StringComparison.Ordinal));

    internal double Metric(string name, string labels = "") =>
        Host.Engine.Snapshot().Metrics.First(metric => metric.Name == name && metric.Labels == labels).Value;

    internal double Refused(TlsRefusal reason) => Metric("loghog_tls_refused_total", $"reason=\"{MetricNames.Label(reason)}\"");

    internal double Outcomes => Metric("loghog_tls_handshakes_total") + Enum.GetValues<TlsRefusal>().Where(static reason => reason != TlsRefusal.None).Sum(Refused);

    /// <summary>Puts a certificate on the list, and waits until the engine has seen it.</summary>
    internal void Revoke(X509Certificate2 certificate)
    {
        _list = RevocationIssuer.Add(Root, Der(), certificate.SerialNumberBytes.ToArray(), CertificateRecipe.Now);
        CertificateFile.WritePublic(File("root.crl"), _list, replace: true);
        Host.Engine.Reload(Settings(EngineHost.Settings(_folder.Path)), [EngineHost.Facility("*")]);
    }

    public ValueTask InitializeAsync()
    {
        CertificateRecipe server = new() { CommonName = "localhost", DnsNames = ["localhost"], Purposes = ["1.3.6.1.5.5.7.3.1"] };
        X509Certificate2 own = server.Make(Root);
        CertificateFile.WritePrivate(File("server.pem"), own.ExportCertificatePem() + "\n" + own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n", replace: true);
        CertificateFile.WritePublic(File("root.cert"), Root.ExportCertificatePem() + "\n", replace: true);
        _list = RevocationIssuer.Add(Root, null, [1, 2, 3], CertificateRecipe.Now);
        CertificateFile.WritePublic(File("root.crl"), _list, replace: true);
        _host = EngineHost.Start([EngineHost.Facility("*")], _folder.Path, Settings, logs: _log);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    private byte[]? Der() => PemContent.Parse(_list!, "list").RevocationLists[0];

    private ServerSettings Settings(ServerSettings settings)
    {
        NamePatterns names = new(["web0*1", "web0000"], IgnoreCase: true);
        return settings with
        {
            Server = settings.Server with
            {
                Tls = [new IPEndPoint(IPAddress.Loopback, 0)],
                PemFile = File("server.pem"),
                CaCert = File("root.cert"),
                RevocationLists = File("root.crl"),
                Clients = names,
            },
            Inputs = [new InputSettings { Name = "further", Type = "loghog", Tls = [new IPEndPoint(IPAddress.Loopback, 0)], Clients = names }],
        };
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
