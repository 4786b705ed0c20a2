using System.Net.Security;
using System.Security.Authentication;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Daemon;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LogHog.Server.Http.Tls;

/// <summary>
/// TLS on the HTTP port, by <see cref="TlsPolicy"/>, with the certificate of a file or of <c>[acme]</c>. A new one serves from the next
/// handshake on; connections that exist keep theirs.
/// </summary>
internal sealed class HttpsPort
{
    // A handshake of a peer at the other end of the world takes a second; Kestrel's own default.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly ShownCertificate _certificate;
    private readonly ClientTrust? _clients;
    private readonly PlainHttpAnswer _plain = new(HandshakeTimeout);

    private HttpsPort(ShownCertificate certificate, ClientTrust? clients)
    {
        _certificate = certificate;
        _clients = clients;
    }

    /// <returns>Null: nobody is served over TLS, neither on the HTTP port nor on an input's own addresses.</returns>
    /// <exception cref="StartFailure">A file cannot be used.</exception>
    public static HttpsPort? Open(ServerSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        bool isMainPort = settings.Http.Tls != HttpTls.Off && settings.Http.Listen.Count > 0;
        if (!isMainPort && settings.Inputs.All(static input => input.Https.Count == 0))
            return null;
        ILogger log = logs.CreateLogger("LogHog.Https");
        try
        {
            return new HttpsPort(ShownCertificate.Open(settings, time, log), ClientTrust.Open(settings, time, log));
        }
        catch (IOException problem)
        {
            throw new StartFailure($"[http] tls: {problem.Message}", problem) { Code = ExitCode.Configuration };
        }
    }

    public void Use(ListenOptions listen)
    {
        listen.Use(_plain.Guard);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(Options()),
        });
    }

    /// <summary>RFC 6797: a browser that has heard it does not come over plain HTTP again.</summary>
    public static Func<HttpContext, RequestDelegate, Task> TellBrowsers(Func<TimeSpan> howLong) => (context, next) =>
    {
        if (howLong() is { Ticks: > 0 } time)
            context.Response.Headers.StrictTransportSecurity = $"max-age={(long)time.TotalSeconds}";
        return next(context);
    };

    public IEnumerable<MetricValue> Metrics() => [.. _plain.Metrics(), .. _certificate.Metrics(), .. _clients?.Metrics() ?? []];

    private SslServerAuthenticationOptions Options()
    {
        SslServerAuthenticationOptions options = TlsPolicy.Handshake(
            _certificate.Current ?? throw new AuthenticationException("the certificate has not come yet"));
        _clients?.Ask(options);
        return options;
    }
}
