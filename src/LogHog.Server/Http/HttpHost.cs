using System.Net;
using LogHog.Engine;
using LogHog.Engine.Access;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Daemon;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.Alerts;
using LogHog.Server.Http.Bot;
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
    private readonly BoundAddresses _bound;
    private readonly HttpsPort? _https;
    private readonly bool _isHttps;
    private WebApplication? _web;

    private HttpHost(BoundAddresses bound, HttpsPort? https, bool isHttps)
    {
        _bound = bound;
        _https = https;
        _isHttps = isHttps;
    }

    /// <summary>Of the HTTP port, as bound: port 0 is resolved.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _bound.Main;

    /// <summary>Those of inputs, by section and kind.</summary>
    public IReadOnlyList<(string Kind, EndPoint Address)> InputAddresses =>
        [.. _bound.Inputs.Select(static one => ($"{one.Input}/{one.Kind}", (EndPoint)one.Address))];

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => _isHttps ? "https" : "http";

    /// <exception cref="StartFailure">An address cannot be bound, or the certificate not be used.</exception>
    public static HttpHost Bind(ServerSettings settings, ILoggerFactory logs)
    {
        HttpsPort? https = HttpsPort.Open(settings, TimeProvider.System, logs);
        return new HttpHost(BoundAddresses.Bind(settings), https, settings.Http.Tls != HttpTls.Off && settings.Http.Listen.Count > 0);
    }

    public async Task StartAsync(DaemonView daemon, LogEngine engine, ILoggerFactory logs)
    {
        if (_bound.IsEmpty) return;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            // No files are served; the folder we were started in may be closed to the user that we became.
            new WebApplicationOptions { ContentRootPath = "/" });
        builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, engine));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = address => _bound.Socket((IPEndPoint)address));
        _web = builder.Build();
        if (_isHttps)
            _web.Use(HttpsPort.TellBrowsers(() => daemon.Settings().Http.Hsts));
        _web.Use(IntakePaths.Rewrite);
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
        _bound.Dispose();
    }

    public IEnumerable<MetricValue> Metrics() => _https?.Metrics() ?? [];

    internal static void MapRooms(IEndpointRouteBuilder routes, DaemonView daemon, LogEngine engine)
    {
        FrontPage.Map(routes, daemon);
        HealthEndpoints.Map(routes, daemon);
        MetricsEndpoint.Map(routes, daemon);
        StatusEndpoint.Map(routes, daemon);
        OpenApiEndpoint.Map(routes);
        IntakeProtocols.Map(routes, daemon, engine);
        SelectEndpoints.Map(routes, daemon, engine);
        ChannelEndpoints.Map(routes, daemon);
        AlertEndpoints.Map(routes, daemon, engine);
        BotEndpoints.Map(routes, daemon);
    }

    private void Limit(KestrelServerOptions kestrel, LogEngine engine)
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
        foreach (IPEndPoint address in _bound.Main)
        {
            kestrel.Listen(address, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                if (_isHttps) _https!.Use(options);
            });
        }

        foreach (BoundInput input in _bound.Inputs)
            kestrel.Listen(input.Address, options => Serve(options, input, engine));
    }

    private void Serve(ListenOptions options, BoundInput input, LogEngine engine)
    {
        options.Use(new IntakePort(input.Type, engine.InputSource(input.Input)).Guard);
        // Without TLS there is nothing that could tell the one from the other.
        options.Protocols = input.Kind switch
        {
            BoundInput.Grpc => HttpProtocols.Http2,
            BoundInput.Https => HttpProtocols.Http1AndHttp2,
            _ => HttpProtocols.Http1,
        };
        if (input.Kind == BoundInput.Https) _https!.Use(options);
    }

    /// <summary>The daemon starts and stops the web server; it must not listen to signals itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
