using System.Net;
using System.Net.Sockets;
using LogHog.Engine;
using LogHog.Engine.Access;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Daemon;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.Intake;
using LogHog.Server.Http.OpenApi;
using LogHog.Server.Http.Select;
using LogHog.Server.Http.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LogHog.Server.Http;

/// <summary>
/// The one HTTP port. Bound early (a low port needs root), serving later. Built without the usual host's files, variables
/// and signal handlers: the configuration of loghogd is the only one, and signals are the daemon's.
/// A new room adds one file with a <c>Map</c> and one line in <see cref="MapRooms"/>.
/// </summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly Dictionary<IPEndPoint, Socket> _bound;
    private readonly HttpsPort? _https;
    private WebApplication? _web;

    private HttpHost(Dictionary<IPEndPoint, Socket> bound, HttpsPort? https)
    {
        _bound = bound;
        _https = https;
    }

    /// <summary>As bound: port 0 is resolved.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _bound.Keys];

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => _https is null ? "http" : "https";

    /// <exception cref="StartFailure">An address cannot be bound, or the certificate not be used.</exception>
    public static HttpHost Bind(ServerSettings settings, ILoggerFactory logs)
    {
        HttpsPort? https = HttpsPort.Open(settings, TimeProvider.System, logs);
        var bound = new Dictionary<IPEndPoint, Socket>();
        foreach (IPEndPoint address in settings.Http.Listen)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
                socket.Bind(address);
                // Listening tells at once when another process has the port; Kestrel's own Listen does no harm after it.
                socket.Listen();
                bound.Add((IPEndPoint)socket.LocalEndPoint!, socket);
            }
            catch (SocketException cause)
            {
                socket.Dispose();
                foreach (Socket other in bound.Values) other.Dispose();
                throw new StartFailure(BindFailure.Message("http", address, "[http] listen", cause), cause);
            }
        }

        return new HttpHost(bound, https);
    }

    public async Task StartAsync(DaemonView daemon, LogEngine engine, ILoggerFactory logs)
    {
        if (_bound.Count == 0) return;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            // No files are served; the folder we were started in may be closed to the user that we became.
            new WebApplicationOptions { ContentRootPath = "/" });
        builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Limit);
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = address => _bound[(IPEndPoint)address]);
        _web = builder.Build();
        if (_https is not null)
            _web.Use(HttpsPort.TellBrowsers(() => daemon.Settings().Http.Hsts));
        _web.UseRouting();
        TokenTable tokens = new(() => daemon.Settings().TokensFile, TimeProvider.System, logs.CreateLogger("LogHog.Access"));
        _web.Use(new RequestGuard(() => daemon.Settings().Auth, tokens, TimeProvider.System).InvokeAsync);
        MapRooms(_web, daemon with { HttpAddresses = Addresses, HttpScheme = Scheme }, engine);
        await _web.StartAsync();
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        if (_web is not null) await _web.StopAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null) await _web.DisposeAsync();
        foreach (Socket socket in _bound.Values) socket.Dispose();
    }

    public IEnumerable<MetricValue> Metrics() => _https?.Metrics() ?? [];

    internal static void MapRooms(IEndpointRouteBuilder routes, DaemonView daemon, LogEngine engine)
    {
        FrontPage.Map(routes, daemon);
        HealthEndpoints.Map(routes, daemon);
        MetricsEndpoint.Map(routes, daemon);
        StatusEndpoint.Map(routes, daemon);
        OpenApiEndpoint.Map(routes);
        JsonLinesEndpoint.Map(routes, daemon, engine.Intake);
        SelectEndpoints.Map(routes, daemon, engine);
    }

    private void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;
        // Browsers stop at 8 KB of cookies, and nothing here sets any; rooms that take bodies raise theirs themselves.
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestBodySize = 64 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(65);
        limits.MaxConcurrentConnections = 1_000;
        foreach (IPEndPoint address in _bound.Keys)
        {
            kestrel.Listen(address, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                _https?.Use(options);
            });
        }
    }

    /// <summary>The daemon starts and stops the web server; it must not listen to signals itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
