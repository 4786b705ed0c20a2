using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LogHog.TestKit.Channels;

/// <summary>A service of the user's own that knows idempotency keys and, with a key, checks signatures: what it has taken already it does not take again.</summary>
public sealed class WebhookStandIn(string? signingKey = null) : HttpStandIn
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<JsonElement> _taken = new();

    /// <summary>Each once, in the order of coming.</summary>
    public IReadOnlyList<JsonElement> Taken => [.. _taken];

    public IReadOnlyList<string> Titles => [.. _taken.Select(static one => one.GetProperty("title").GetString()!)];

    protected override StandInAnswer Answer(StandInRequest request)
    {
        string key = request.Header("Idempotency-Key");
        Check(request.Method is "POST" or "PUT", $"method {request.Method}");
        Check(key.Length > 2 && key[0] == '"' && key[^1] == '"', $"Idempotency-Key {key} is no structured string");
        Check(request.Header("User-Agent").StartsWith("LogHog/", StringComparison.Ordinal), "no User-Agent");
        if (signingKey is not null && !Check(IsSigned(request), "the signature is wrong"))
            return new StandInAnswer(401, "{}");
        if (JsonFields.Parse(request.Body) is not { } json)
        {
            Complain($"no JSON: {request.Text}");
            return new StandInAnswer(400, "{}");
        }

        if (_keys.TryAdd(key, true))
            _taken.Enqueue(json);
        return new StandInAnswer(200, """{"ok":true}""");
    }

    private bool IsSigned(StandInRequest request)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(request.Header("X-LogHog-Timestamp")), (byte)'.', .. request.Body];
        byte[] wanted = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey!), signed);
        return request.Header("X-LogHog-Signature") == $"sha256={Convert.ToHexStringLower(wanted)}";
    }
}
