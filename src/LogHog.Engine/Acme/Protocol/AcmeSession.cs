using System.Net;
using LogHog.Engine.Acme.Jose;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>Signed requests to one certificate authority, one after the other; tries again what a second try can mend.</summary>
/// <remarks>One user at a time.</remarks>
internal sealed class AcmeSession(AcmeTransport transport, AcmeDirectory directory, AccountKey key, TimeProvider time)
{
    // pebble refuses one in twenty on purpose; at nine in ten fifty tries fail once in two hundred.
    private const int NonceTriesMax = 100;

    // A hiccup, not an outage: for that there is the next attempt.
    private const int TriesMax = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private readonly NoncePool _nonces = new();

    public AcmeDirectory Directory => directory;

    public AccountKey Key { get; set; } = key;

    /// <summary>The account's URL; null until it is known.</summary>
    public string? Account { get; set; }

    public TimeProvider Time => time;

    /// <summary>POST-as-GET (RFC 8555 §6.3).</summary>
    public Task<AcmeAnswer> GetAsync(Uri url, string what, CancellationToken cancellation) => PostAsync(url, [], what, cancellation);

    /// <param name="url">Where to.</param>
    /// <param name="payload">JSON.</param>
    /// <param name="what">For messages: what is being asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">There is no answer, or one that says no.</exception>
    public Task<AcmeAnswer> PostAsync(Uri url, byte[] payload, string what, CancellationToken cancellation) =>
        PostAsync(url, payload, Key, Account, what, cancellation);

    /// <summary>Signed with another key than the account's, or with the key itself in the header.</summary>
    /// <inheritdoc cref="PostAsync(Uri, byte[], string, CancellationToken)"/>
    public async Task<AcmeAnswer> PostAsync(
        Uri url, byte[] payload, AccountKey signer, string? account, string what, CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan? wait;
            try
            {
                AcmeAnswer answer = await PostWithFreshNonceAsync(url, payload, signer, account, cancellation);
                if (answer.IsSuccess)
                    return answer;
                AcmeException refusal = AcmeProblem.Failure(answer, what);
                if (refusal.Kind != AcmeFailureKind.ServerError || attempt == TriesMax)
                    throw refusal;
                wait = refusal.RetryAfter;
                if (wait > PauseMax)
                    throw refusal;
            }
            catch (AcmeException failure) when (failure.Kind == AcmeFailureKind.Unreachable && attempt < TriesMax)
            {
                wait = null;
            }

            await Task.Delay(wait > pause ? wait.Value : pause, time, cancellation);
            pause *= 4;
        }
    }

    /// <summary>Without a signature, for what is public (RFC 9773 §4.1).</summary>
    public Task<AcmeAnswer> GetPlainAsync(Uri url, CancellationToken cancellation) =>
        transport.SendAsync(HttpMethod.Get, url, body: null, cancellation);

    private async Task<AcmeAnswer> PostWithFreshNonceAsync(
        Uri url, byte[] payload, AccountKey signer, string? account, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            string nonce = await _nonces.TakeAsync(transport, directory.NewNonce, cancellation);
            byte[] request = SignedJson.Request(signer, account, nonce, url.AbsoluteUri, payload);
            AcmeAnswer answer = await transport.SendAsync(HttpMethod.Post, url, request, cancellation);
            bool isBadNonce = answer.Status == HttpStatusCode.BadRequest && AcmeProblem.Read(answer.Body)?.Type == "badNonce";
            if (isBadNonce)
                _nonces.Clear();
            _nonces.Add(answer);
            if (!isBadNonce || attempt == NonceTriesMax)
                return answer;
        }
    }
}
