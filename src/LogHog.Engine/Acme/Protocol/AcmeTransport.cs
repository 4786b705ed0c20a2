using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>HTTPS to the certificate authority: every answer is bounded in size and time, no redirect is followed.</summary>
internal sealed class AcmeTransport : IDisposable
{
    /// <summary>A chain of ten RSA certificates with everything takes 30 KB, an order of 100 names 20 KB.</summary>
    public const int BodyBytesMax = 256 << 10;

    // Let's Encrypt answers a finalize within seconds, others keep the connection for up to a minute.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(90);

    private static readonly MediaTypeHeaderValue JoseJson = new("application/jose+json");

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="trusted">The roots of its TLS certificate; null = the system's.</param>
    /// <param name="time">The clock of Retry-After.</param>
    public AcmeTransport(X509Certificate2Collection? trusted, TimeProvider time)
    {
        _time = time;
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            UseCookies = false,
            MaxResponseHeadersLength = 32,
            MaxConnectionsPerServer = 2,
        };
        if (trusted is not null)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        _http = new HttpClient(handler) { Timeout = RequestTimeout };
        // RFC 8555 §6.1 wants a name, and lets problems be told in a language.
        string version = FileVersionInfo.GetVersionInfo(typeof(AcmeTransport).Assembly.Location).FileVersion ?? "1.0";
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("LogHog", version));
        _http.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
    }

    /// <param name="method">HEAD, GET or POST.</param>
    /// <param name="url">https.</param>
    /// <param name="body">A signed request; null = none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">There is no answer, or one that is too large.</exception>
    public async Task<AcmeAnswer> SendAsync(HttpMethod method, Uri url, byte[]? body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, url);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = JoseJson } };
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            byte[] text = await ReadAsync(answer, url, cancellation);
            return Read(url, answer, text);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new AcmeException(AcmeFailureKind.Timeout, $"{Printable.Text(url.AbsoluteUri)} did not answer within {RequestTimeout.TotalSeconds} s", late);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new AcmeException(
                AcmeFailureKind.Unreachable, $"{Printable.Text(url.AbsoluteUri)} cannot be reached: {Reason(failure)}", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, Uri url, CancellationToken cancellation)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation);
        byte[] body = new byte[Math.Min(answer.Content.Headers.ContentLength ?? 16 << 10, BodyBytesMax) + 1];
        // The client's own time limit ends with the headers when a body is read as it comes.
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(RequestTimeout);
        int length = 0;
        for (int read; (read = await stream.ReadAsync(body.AsMemory(length), limit.Token)) > 0;)
        {
            length += read;
            if (length > BodyBytesMax)
                throw new AcmeException(AcmeFailureKind.BadAnswer, $"The answer of {Printable.Text(url.AbsoluteUri)} is larger than {BodyBytesMax} bytes");
            if (length == body.Length)
                Array.Resize(ref body, Math.Min(body.Length * 2, BodyBytesMax + 1));
        }

        return body[..length];
    }

    private AcmeAnswer Read(Uri url, HttpResponseMessage answer, byte[] body) =>
        new(url, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "", body)
        {
            Nonce = answer.Headers.TryGetValues("Replay-Nonce", out IEnumerable<string>? nonces) ? nonces.First() : null,
            Location = answer.Headers.TryGetValues("Location", out IEnumerable<string>? locations) ? locations.First() : null,
            RetryAfter = RetryAfterText.Of(answer.Headers.RetryAfter, _time.GetUtcNow()),
            Links = answer.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? [.. links] : [],
        };

    /// <summary>The innermost message says what the outer ones only hint at.</summary>
    private static string Reason(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return Printable.Text(failure.Message);
    }
}
