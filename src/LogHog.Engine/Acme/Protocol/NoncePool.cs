using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>The server's nonces that are not used yet (RFC 8555 §6.5): each answer brings one. The newest first, since old ones expire.</summary>
internal sealed class NoncePool
{
    // One request at a time needs one; the rest is for what a retry leaves behind.
    private const int NoncesMax = 8;

    // RFC 8555 §6.5.1: base64url. The length is the server's affair; pebble's have 22 characters, Let's Encrypt's 43.
    private const int NonceCharsMax = 256;

    private readonly Stack<string> _nonces = new(NoncesMax);

    public void Add(AcmeAnswer answer)
    {
        if (answer.Nonce is not { } nonce)
            return;
        if (nonce.Length is 0 or > NonceCharsMax || !nonce.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new AcmeException(AcmeFailureKind.BadAnswer, $"{Printable.Text(answer.Url.AbsoluteUri)} sent a Replay-Nonce that is none");
        if (_nonces.Count < NoncesMax)
            _nonces.Push(nonce);
    }

    public async Task<string> TakeAsync(AcmeTransport transport, Uri newNonce, CancellationToken cancellation)
    {
        if (_nonces.TryPop(out string? nonce))
            return nonce;
        AcmeAnswer answer = await transport.SendAsync(HttpMethod.Head, newNonce, body: null, cancellation);
        if (!answer.IsSuccess)
            throw AcmeProblem.Failure(answer, "A nonce");
        Add(answer);
        return _nonces.TryPop(out nonce)
            ? nonce
            : throw new AcmeException(AcmeFailureKind.BadAnswer, $"{Printable.Text(newNonce.AbsoluteUri)} gave no Replay-Nonce");
    }

    /// <summary>When one was refused, the others are no better.</summary>
    public void Clear() => _nonces.Clear();
}
