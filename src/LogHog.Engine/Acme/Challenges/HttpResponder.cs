using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>
/// HTTP-01 by a web server of our own that knows one kind of path and answers one request a connection. Everything else is 404:
/// it may stand on port 80 all year.
/// </summary>
internal sealed class HttpResponder : IChallengeResponder
{
    private const string Path = "/.well-known/acme-challenge/";

    // A browser's request has less than 4 KB; what is longer is nobody who looks for a challenge.
    private const int RequestBytesMax = 8 << 10;

    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly ResponderListener _listener;

    /// <exception cref="AcmeException">An address cannot be had.</exception>
    public HttpResponder(IReadOnlyList<IPEndPoint> addresses)
    {
        _listener = ResponderListener.Bind(addresses);
        _listener.Start(ServeAsync);
    }

    public ChallengeKind Kind => ChallengeKind.Http01;

    public IReadOnlyList<IPEndPoint> Addresses => _listener.Addresses;

    public Task PrepareAsync(AcmeChallenge challenge, CancellationToken cancellation)
    {
        _answers[challenge.Token] = challenge.KeyAuthorization;
        return Task.CompletedTask;
    }

    public Task CleanUpAsync(AcmeChallenge challenge)
    {
        _answers.TryRemove(challenge.Token, out _);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Stream stream, CancellationToken cancellation)
    {
        string? request = await ReadHeadAsync(stream, cancellation);
        if (request is null)
            return;
        // "GET /.well-known/acme-challenge/TOKEN HTTP/1.1"
        string[] line = request.Split("\r\n", 2)[0].Split(' ');
        bool isKnown = line.Length == 3 && line[2].StartsWith("HTTP/1.", StringComparison.Ordinal);
        string? answer = isKnown && line[0] is "GET" or "HEAD" && line[1].StartsWith(Path, StringComparison.Ordinal)
            ? _answers.GetValueOrDefault(line[1][Path.Length..])
            : null;
        string status = !isKnown ? "400 Bad Request" : answer is null ? "404 Not Found" : "200 OK";
        string type = answer is null ? "text/plain" : "application/octet-stream";
        string body = answer ?? "Only ACME challenges are answered here.\n";
        string head = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.ASCII.GetByteCount(body)}\r\n"
            + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line[0] == "HEAD" ? head : head + body), cancellation);
    }

    /// <returns>Null when the peer left, or sends more than a request's head.</returns>
    private static async Task<string?> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] bytes = new byte[RequestBytesMax];
        int length = 0;
        for (int read; length < bytes.Length && (read = await stream.ReadAsync(bytes.AsMemory(length), cancellation)) > 0;)
        {
            length += read;
            if (bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
                return Encoding.Latin1.GetString(bytes, 0, length);
        }

        return null;
    }
}
