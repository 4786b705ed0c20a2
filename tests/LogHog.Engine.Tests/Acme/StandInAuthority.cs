using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LogHog.TestKit.Acme;

namespace LogHog.Engine.Tests.Acme;

/// <summary>What a client sent: checked already for signature, nonce and URL.</summary>
internal sealed record AcmeCall(string Method, string Path, JsonElement Header, JsonElement Payload);

/// <summary>What it gets.</summary>
internal sealed record AcmeReply(int Status, string Body)
{
    public string ContentType { get; init; } = "application/json";

    public Dictionary<string, string> Headers { get; init; } = [];
}

/// <summary>
/// A certificate authority in the test's own process that checks each field of a request against RFC 8555 and RFC 9773, and whose
/// every answer a test can replace by a hostile one. pebble does neither renewalInfo nor malice.
/// </summary>
internal sealed class StandInAuthority : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _serverCertificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly HashSet<string> _nonces = [];
    private JsonElement _accountKey;
    private string _chain = "";

    public StandInAuthority()
    {
        _serverCertificate = _authority.Issue("localhost");
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Url => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public TestAuthority Authority => _authority;

    /// <summary>Instead of the usual answer; null = the usual one.</summary>
    public Func<AcmeCall, AcmeReply?> Instead { get; set; } = static _ => null;

    /// <summary>RFC 9773; null = it has none.</summary>
    public Func<string, AcmeReply>? RenewalInfo { get; set; }

    /// <summary>How what it issues differs from what was asked.</summary>
    public Func<X509Certificate2, string, string> Chain { get; set; } = static (_, chain) => chain;

    public string AuthorizationStatus { get; set; } = "valid";

    /// <summary>What the certificate is for; null = the names of the order.</summary>
    public string[]? IssuedNames { get; set; }

    public DateTimeOffset NotBefore { get; set; } = TimeProvider.System.GetUtcNow().AddHours(-1);

    public DateTimeOffset NotAfter { get; set; } = TimeProvider.System.GetUtcNow().AddDays(90);

    /// <summary>The payload of each newOrder.</summary>
    public List<JsonElement> Orders { get; } = [];

    /// <summary>Every call, as <c>METHOD PATH</c>.</summary>
    public List<string> Calls { get; } = [];

    public static AcmeReply Problem(int status, string type, string detail) => new(
        status, JsonSerializer.Serialize(new { type = $"urn:ietf:params:acme:error:{type}", detail })) { ContentType = "application/problem+json" };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _authority.Dispose();
        _serverCertificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using TcpClient owned = client;
            await using SslStream tls = new(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _serverCertificate }, _stop.Token);
            using StreamReader reader = new(tls, Encoding.Latin1);
            while (await ReadAsync(reader) is { } call)
            {
                AcmeReply reply;
                lock (_nonces)
                    reply = Reply(call.Method, call.Path, call.Body);
                await tls.WriteAsync(Encoding.UTF8.GetBytes(Text(call.Method, reply)), _stop.Token);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has had enough.
        }
    }

    private static async Task<(string Method, string Path, string Body)?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not { Length: > 0 } first)
            return null;
        int length = 0;
        bool isJose = false, hasAgent = false;
        for (string? line; (line = await reader.ReadLineAsync()) is { Length: > 0 };)
        {
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line[15..]) : length;
            isJose |= line.Equals("Content-Type: application/jose+json", StringComparison.OrdinalIgnoreCase);
            hasAgent |= line.StartsWith("User-Agent: LogHog/", StringComparison.OrdinalIgnoreCase);
        }

        char[] body = new char[length];
        // Of nothing it would wait for the next request.
        if (length > 0)
            await reader.ReadBlockAsync(body);
        string[] words = first.Split(' ');
        // RFC 8555 §6.1 and §6.2.
        Assert.True(hasAgent);
        Assert.Equal(words[0] == "POST", isJose);
        return (words[0], words[1], new string(body));
    }

    private AcmeReply Reply(string method, string path, string body)
    {
        Calls.Add($"{method} {path}");
        AcmeCall call = method == "POST" ? Check(path, body) : new AcmeCall(method, path, default, default);
        return Instead(call) ?? (path.Split('/')[1]) switch
        {
            "dir" => Directory(),
            "nonce" => new AcmeReply(200, ""),
            "account" => Account(call),
            "order" when call.Payload.ValueKind == JsonValueKind.Object => Order(call.Payload),
            "order" => OrderState(_chain.Length == 0 ? AuthorizationStatus == "valid" ? "ready" : "pending" : "valid"),
            "authz" => Authorization(),
            "finalize" => Finalize(call.Payload),
            "cert" => new AcmeReply(200, _chain) { ContentType = "application/pem-certificate-chain" },
            "ari" => RenewalInfo!(path["/ari/".Length..]),
            _ => Problem(404, "malformed", "no such thing"),
        };
    }

    /// <summary>RFC 8555 §6.2 to §6.5.</summary>
    private AcmeCall Check(string path, string body)
    {
        JsonElement jws = JsonDocument.Parse(body).RootElement;
        JsonElement header = JsonDocument.Parse(Bytes(jws, "protected")).RootElement;
        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        Assert.Equal(Url + path, header.GetProperty("url").GetString());
        Assert.True(_nonces.Remove(header.GetProperty("nonce").GetString()!), "a nonce that was not given out, or used twice");
        bool hasKey = header.TryGetProperty("jwk", out JsonElement key);
        Assert.Equal(path == "/account", hasKey);
        if (!hasKey)
            Assert.Equal($"{Url}/acct/1", header.GetProperty("kid").GetString());
        using ECDsa verifier = KeyOf(hasKey ? key : _accountKey);
        byte[] signed = Encoding.ASCII.GetBytes($"{jws.GetProperty("protected").GetString()}.{jws.GetProperty("payload").GetString()}");
        Assert.True(verifier.VerifyData(signed, Bytes(jws, "signature"), HashAlgorithmName.SHA256));
        byte[] payload = Bytes(jws, "payload");
        return new AcmeCall("POST", path, header, payload.Length == 0 ? default : JsonDocument.Parse(payload).RootElement);
    }

    private AcmeReply Directory()
    {
        Dictionary<string, object> directory = new()
        {
            ["newNonce"] = $"{Url}/nonce",
            ["newAccount"] = $"{Url}/account",
            ["newOrder"] = $"{Url}/order",
            ["revokeCert"] = $"{Url}/revoke",
            ["keyChange"] = $"{Url}/key",
        };
        if (RenewalInfo is not null)
            directory["renewalInfo"] = $"{Url}/ari";
        return new AcmeReply(200, JsonSerializer.Serialize(directory));
    }

    private AcmeReply Account(AcmeCall call)
    {
        bool isKnown = _accountKey.ValueKind == JsonValueKind.Object;
        if (!isKnown && call.Payload.TryGetProperty("onlyReturnExisting", out _))
            return Problem(400, "accountDoesNotExist", "nobody");
        _accountKey = call.Header.GetProperty("jwk");
        return new AcmeReply(isKnown ? 200 : 201, """{"status":"valid"}""") { Headers = { ["Location"] = $"{Url}/acct/1" } };
    }

    private AcmeReply Order(JsonElement payload)
    {
        Orders.Add(payload);
        _chain = "";
        return OrderState(AuthorizationStatus == "valid" ? "ready" : "pending") with { Status = 201, Headers = new() { ["Location"] = $"{Url}/order/1" } };
    }

    private AcmeReply OrderState(string status)
    {
        Dictionary<string, object> order = new()
        {
            ["status"] = status,
            ["identifiers"] = Orders[^1].GetProperty("identifiers"),
            ["authorizations"] = new[] { $"{Url}/authz/1" },
            ["finalize"] = $"{Url}/finalize",
        };
        if (status == "valid")
            order["certificate"] = $"{Url}/cert";
        if (Orders[^1].TryGetProperty("replaces", out JsonElement replaces))
            order["replaces"] = replaces;
        return new AcmeReply(200, JsonSerializer.Serialize(order));
    }

    private AcmeReply Authorization() => new(200, JsonSerializer.Serialize(new
    {
        identifier = Orders[^1].GetProperty("identifiers")[0],
        status = AuthorizationStatus,
        challenges = new[] { new { type = "http-01", url = $"{Url}/challenge", status = "pending", token = "a-token_1" } },
    }));

    private AcmeReply Finalize(JsonElement payload)
    {
        byte[] der = Base64Url.DecodeFromChars(payload.GetProperty("csr").GetString()!);
        CertificateRequest request = CertificateRequest.LoadSigningRequest(
            der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        string[] names = IssuedNames ?? [.. Orders[^1].GetProperty("identifiers").EnumerateArray().Select(static one => one.GetProperty("value").GetString()!)];
        using X509Certificate2 leaf = _authority.Sign(request.PublicKey, names, NotBefore, NotAfter);
        _chain = Chain(leaf, leaf.ExportCertificatePem() + "\n" + _authority.Pem);
        return OrderState("valid");
    }

    private string Text(string method, AcmeReply reply)
    {
        string nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        lock (_nonces)
            _nonces.Add(nonce);
        StringBuilder text = new($"HTTP/1.1 {reply.Status} Status\r\nContent-Type: {reply.ContentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(reply.Body)}\r\n");
        if (!reply.Headers.ContainsKey("Replay-Nonce"))
            text.Append($"Replay-Nonce: {nonce}\r\n");
        foreach ((string name, string value) in reply.Headers)
            text.Append($"{name}: {value}\r\n");
        return text.Append("\r\n").Append(method == "HEAD" ? "" : reply.Body).ToString();
    }

    private static byte[] Bytes(JsonElement json, string name) => Base64Url.DecodeFromChars(json.GetProperty(name).GetString()!);

    private static ECDsa KeyOf(JsonElement key) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") },
    });
}
