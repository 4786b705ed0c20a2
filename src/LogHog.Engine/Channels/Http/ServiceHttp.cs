using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Channels.Http;

/// <summary>
/// HTTP to a service: connects only where the channel may (<see cref="AddressGuard"/>), follows no redirect, uses no proxy (which would
/// choose the address itself), and takes answers of a bounded size. How long it may take is the caller's to say, with its token.
/// </summary>
public sealed class ServiceHttp : IDisposable
{
    /// <summary>A page of a hundred rooms of Webex takes 50 KB; messages a few.</summary>
    public const int BodyBytesMax = 512 << 10;

    private static readonly string Version = FileVersionInfo.GetVersionInfo(typeof(ServiceHttp).Assembly.Location).FileVersion ?? "1.0";

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="allowPrivate">It may go to addresses inside the network.</param>
    /// <param name="caFile">The roots to trust, PEM; null = the system's.</param>
    /// <param name="time">The clock of Retry-After.</param>
    /// <exception cref="CertificateFileException">The file cannot be used.</exception>
    public ServiceHttp(bool allowPrivate, string? caFile, TimeProvider time)
    {
        _time = time;
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            MaxConnectionsPerServer = 2,
            // A name is asked for again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = async (context, cancellation) => await AddressGuard.ConnectAsync(context.DnsEndPoint, allowPrivate, cancellation),
        };
        if (caFile is not null)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOf(caFile) };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("LogHog", Version));
    }

    /// <summary>The authorities of a PEM file, and no others.</summary>
    /// <exception cref="CertificateFileException">It cannot be used.</exception>
    internal static X509ChainPolicy TrustOf(string caFile)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(PemContent.Read(caFile).Certificates);
        return policy;
    }

    /// <exception cref="ServiceException">There is no answer, or one that is too large.</exception>
    internal async Task<ServiceAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        string host = request.RequestUri!.Host;
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            byte[] body = await ReadAsync(answer, host, cancellation);
            return new ServiceAnswer(answer.StatusCode, body)
            {
                Headers = answer.Headers,
                RetryAfter = RetryAfterText.Of(answer.Headers.RetryAfter, _time.GetUtcNow()),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            throw Inner<ServiceException>(failure) is { } own
                ? new ServiceException(own.Kind, own.Message, failure)
                : new ServiceException(ServiceFailureKind.Unreachable, $"{host} cannot be reached: {Reason(failure)}", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, string host, CancellationToken cancellation)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation);
        byte[] body = new byte[4 << 10];
        int length = 0;
        for (int read; (read = await stream.ReadAsync(body.AsMemory(length), cancellation)) > 0;)
        {
            length += read;
            if (length > BodyBytesMax)
                throw new ServiceException(ServiceFailureKind.BadAnswer, $"the answer of {host} is larger than {BodyBytesMax} bytes");
            if (length == body.Length)
                Array.Resize(ref body, Math.Min(body.Length * 2, BodyBytesMax + 1));
        }

        return body[..length];
    }

    private static T? Inner<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found)
                return found;
        }

        return null;
    }

    /// <summary>The innermost message says what the outer ones only hint at.</summary>
    internal static string Reason(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return Printable.Text(failure.Message);
    }
}
