using System.Net;
using System.Net.Http.Headers;

namespace LogHog.Torture.Harness;

/// <summary>
/// One client on one connection. It sends request after request and each of them again, with the same sequence, until it is
/// acknowledged: so what it knows is one number, and what is uncertain is one request.
/// </summary>
internal sealed class Sender(int client, LoadShape shape, Target target) : IDisposable
{
    // A client that is refused comes back soon: the tests measure how long the server refuses.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { Timeout = TimeSpan.FromSeconds(30) };
    private long _acknowledged;
    private long _attempted;
    private long _refused;
    private long _broken;

    public int Client => client;

    /// <summary>Every request up to this one was acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>The last request that was sent at all.</summary>
    public long Attempted => Interlocked.Read(ref _attempted);

    /// <summary>Answers "not now".</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Connections that broke and requests that got no answer.</summary>
    public long Broken => Interlocked.Read(ref _broken);

    /// <summary>Called when a request is acknowledged, on the sender's own task and before it sends the next one.</summary>
    public Action<Acknowledgement>? OnAcknowledged { get; init; }

    /// <summary>Sends until it is cancelled.</summary>
    /// <exception cref="InvalidOperationException">An answer that no retry can mend: a mistake of the harness or the server.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            long sequence = Acknowledged + 1;
            byte[] body = shape.Request(client, sequence);
            Interlocked.Exchange(ref _attempted, sequence);
            int tries = 1;
            DateTimeOffset sentAt = TimeProvider.System.GetUtcNow();
            for (; !await TrySendAsync(sequence, body, token); tries++)
            {
                try
                {
                    await Task.Delay(RetryDelay, token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }

            Interlocked.Exchange(ref _acknowledged, sequence);
            OnAcknowledged?.Invoke(new Acknowledgement(client, sequence, tries, sentAt, TimeProvider.System.GetUtcNow()));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> TrySendAsync(long sequence, byte[] body, CancellationToken token)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri(target.Address, "insert/jsonline"));
            request.Headers.Add("X-LogHog-Client", $"torture-{client}");
            request.Headers.Add("X-LogHog-Sequence", $"{sequence}");
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/stream+json");
            using HttpResponseMessage answer = await _http.SendAsync(request, token);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK or HttpStatusCode.NoContent:
                    return true;
                case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                    Interlocked.Increment(ref _refused);
                    return false;
                default:
                    throw new InvalidOperationException(
                        $"client {client} sequence {sequence}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(token)}");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            if (!token.IsCancellationRequested)
                Interlocked.Increment(ref _broken);
            return false;
        }
    }
}

/// <param name="Client">Who was answered.</param>
/// <param name="Sequence">Which request.</param>
/// <param name="Tries">How often it was sent.</param>
/// <param name="SentAt">When the first time.</param>
/// <param name="AnsweredAt">When the good answer came.</param>
internal sealed record Acknowledgement(int Client, long Sequence, int Tries, DateTimeOffset SentAt, DateTimeOffset AnsweredAt);

/// <summary>Where the server is at the moment; each start has another port.</summary>
internal sealed class Target
{
    private volatile Uri _address = new("http://127.0.0.1:1/");

    public Uri Address
    {
        get => _address;
        set => _address = value;
    }
}
