using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>
/// JSON-RPC 2.0 over HTTP to one Zabbix. Each answer is bounded in size and time; no redirect is followed, so that nobody who can make
/// Zabbix answer sends us elsewhere.
/// </summary>
internal sealed class ZabbixTransport : IDisposable
{
    // 1,000 problems with their triggers and hosts take about 500 KB.
    private const int AnswerBytesMax = 8 << 20;

    private static readonly MediaTypeHeaderValue JsonRpc = new("application/json-rpc");

    private readonly ZabbixSettings _settings;
    private readonly HttpClient _http;
    private long _id;

    /// <exception cref="ZabbixException">The roots cannot be read.</exception>
    public ZabbixTransport(ZabbixSettings settings)
    {
        _settings = settings;
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.Timeout,
            UseCookies = false,
            MaxResponseHeadersLength = 32,
            MaxConnectionsPerServer = 2,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.CaFile is { } file)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(file) };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks one thing.</summary>
    /// <param name="method">As Zabbix calls it: <c>host.get</c>.</param>
    /// <param name="parameters">Writes the value of <c>params</c>.</param>
    /// <param name="credential">Null = the method needs none.</param>
    /// <param name="isBearer">Whether it goes into a header, else into the member <c>auth</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The value of <c>result</c>.</returns>
    /// <exception cref="ZabbixException">There is no good answer.</exception>
    public async Task<JsonElement> CallAsync(
        string method, Action<Utf8JsonWriter> parameters, string? credential, bool isBearer, CancellationToken cancellation)
    {
        long id = Interlocked.Increment(ref _id);
        using HttpRequestMessage request = new(HttpMethod.Post, _settings.Endpoint);
        request.Content = new ByteArrayContent(Question(id, method, parameters, isBearer ? null : credential)) { Headers = { ContentType = JsonRpc } };
        if (isBearer && credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw Bad($"answers with status {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}; write the address of its web pages into zabbix_url");
            return ZabbixAnswer.Read(await ReadAsync(answer, limit.Token), id, method, Where);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ZabbixException(ZabbixFailureKind.Timeout, $"Zabbix at {Where} did not answer within {_settings.Timeout.TotalSeconds:0.###} s", late);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new ZabbixException(ZabbixFailureKind.Unreachable, $"Zabbix at {Where} cannot be reached: {Reason(failure)}", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Without user, password and query, whatever somebody has written into the URL.</summary>
    private string Where => Printable.Text(_settings.Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    private static byte[] Question(long id, string method, Action<Utf8JsonWriter> parameters, string? auth)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteString("method", method);
            json.WritePropertyName("params");
            parameters(json);
            if (auth is not null)
                json.WriteString("auth", auth);
            json.WriteNumber("id", id);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentLength > AnswerBytesMax)
            throw Bad($"answers with more than {AnswerBytesMax >> 20} MiB");
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation);
        using MemoryStream body = new();
        byte[] part = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(part, cancellation)) > 0;)
        {
            body.Write(part, 0, read);
            if (body.Length > AnswerBytesMax)
                throw Bad($"answers with more than {AnswerBytesMax >> 20} MiB");
        }

        return body.ToArray();
    }

    private ZabbixException Bad(string what) => new(ZabbixFailureKind.BadAnswer, $"What listens at {Where} {what}");

    private static X509ChainPolicy Trusting(string file)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ZabbixException(ZabbixFailureKind.Unreachable, $"zabbix_ca_file {file} cannot be read: {Printable.Text(failure.Message)}", failure);
        }

        return policy;
    }

    /// <summary>The innermost message says what the outer ones only hint at.</summary>
    private static string Reason(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return Printable.Text(failure.Message);
    }
}
