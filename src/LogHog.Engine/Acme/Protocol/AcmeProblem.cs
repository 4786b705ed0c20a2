using System.Net;
using System.Text.Json;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>A problem document (RFC 9457) of RFC 8555 §6.7, told in plain words.</summary>
internal sealed record AcmeProblem(string Type, string Detail, IReadOnlyList<AcmeProblem> Parts)
{
    private const string Prefix = "urn:ietf:params:acme:error:";
    private const int DetailCharsMax = 500;
    private const int PartsMax = 20;

    private static readonly Dictionary<string, (AcmeFailureKind Kind, string Words)> Known = new(StringComparer.Ordinal)
    {
        ["accountDoesNotExist"] = (AcmeFailureKind.Account, "it knows no account of this key"),
        ["alreadyReplaced"] = (AcmeFailureKind.Refused, "the certificate has been replaced by another order already"),
        ["alreadyRevoked"] = (AcmeFailureKind.Refused, "the certificate is revoked already"),
        ["badCSR"] = (AcmeFailureKind.Refused, "it does not like the certificate request"),
        ["badNonce"] = (AcmeFailureKind.ServerError, "it refuses its own nonces"),
        ["badPublicKey"] = (AcmeFailureKind.Account, "it does not take this kind of key"),
        ["badRevocationReason"] = (AcmeFailureKind.Refused, "it does not take this reason of a revocation"),
        ["badSignatureAlgorithm"] = (AcmeFailureKind.Account, "it does not take this kind of signature"),
        ["caa"] = (AcmeFailureKind.Refused, "a CAA record in the name's DNS forbids it to issue"),
        ["compound"] = (AcmeFailureKind.Refused, "several things are wrong"),
        ["connection"] = (AcmeFailureKind.Challenge, "it cannot connect to the name: is it reachable from outside, on the right port?"),
        ["dns"] = (AcmeFailureKind.Challenge, "it cannot look the name up in DNS"),
        ["externalAccountRequired"] = (AcmeFailureKind.Account, "it wants to know its customer: set eab_kid and eab_key_file in [acme]"),
        ["incorrectResponse"] = (AcmeFailureKind.Challenge, "what it found under the name is not our answer: does the name lead to this machine?"),
        ["invalidContact"] = (AcmeFailureKind.Account, "it does not take the address in [acme] email"),
        ["malformed"] = (AcmeFailureKind.Refused, "it does not understand the request"),
        ["orderNotReady"] = (AcmeFailureKind.Refused, "the order is not ready for its last step"),
        ["rateLimited"] = (AcmeFailureKind.RateLimited, "too many requests or certificates; it wants us to wait"),
        ["rejectedIdentifier"] = (AcmeFailureKind.Refused, "it does not issue for this name"),
        ["serverInternal"] = (AcmeFailureKind.ServerError, "it has trouble of its own"),
        ["tls"] = (AcmeFailureKind.Challenge, "it cannot shake hands over TLS under the name"),
        ["unauthorized"] = (AcmeFailureKind.Challenge, "it does not see that we may"),
        ["unsupportedContact"] = (AcmeFailureKind.Account, "it does not take this kind of contact"),
        ["unsupportedIdentifier"] = (AcmeFailureKind.Refused, "it does not issue for this kind of name"),
        ["userActionRequired"] = (AcmeFailureKind.Account, "somebody has to visit it first, perhaps to agree to new terms"),
    };

    /// <summary>Of an answer that is no success, whatever its body is.</summary>
    public static AcmeException Failure(AcmeAnswer answer, string what)
    {
        AcmeProblem? problem = answer.ContentType is "application/problem+json" or "application/json" ? Read(answer.Body) : null;
        AcmeFailureKind kind = problem?.Kind ?? (int)answer.Status switch
        {
            (int)HttpStatusCode.TooManyRequests => AcmeFailureKind.RateLimited,
            >= 500 => AcmeFailureKind.ServerError,
            >= 300 and < 400 => AcmeFailureKind.BadAnswer,
            _ => AcmeFailureKind.Refused,
        };
        // Busy servers say 503 with any type of problem, or none.
        if (answer.Status == HttpStatusCode.ServiceUnavailable && kind != AcmeFailureKind.RateLimited)
            kind = AcmeFailureKind.ServerError;
        string words = problem?.ToString() ?? ((int)answer.Status is >= 300 and < 400
            ? $"it leads elsewhere ({(int)answer.Status} to {Printable.Quote(answer.Location ?? "nowhere")}), which is not followed; write the right URL in [acme] directory"
            : $"it answered {(int)answer.Status} without saying why");
        return new AcmeException(kind, $"{what}: the certificate authority ({answer.Url.Host}) refuses: {words}")
        {
            ProblemType = problem?.Type ?? "",
            RetryAfter = answer.RetryAfter,
        };
    }

    /// <summary>Of a challenge or order that has failed.</summary>
    public static AcmeException Failure(AcmeProblem? problem, string what) =>
        new(problem?.Kind ?? AcmeFailureKind.Challenge, $"{what}: {problem?.ToString() ?? "the certificate authority does not say why"}")
        {
            ProblemType = problem?.Type ?? "",
        };

    public static AcmeProblem? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 16 });
            return JsonDocument.TryParseValue(ref reader, out JsonDocument? document) ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static AcmeProblem? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        string type = Text(json, "type");
        type = type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : "";
        List<AcmeProblem> parts = [];
        if (json.TryGetProperty("subproblems", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            parts.AddRange(list.EnumerateArray().Take(PartsMax).Select(Read).OfType<AcmeProblem>());
        return new AcmeProblem(type, Text(json, "detail"), parts);
    }

    /// <summary>What the type means, then what the server itself says, then its parts.</summary>
    public override string ToString()
    {
        string words = Known.TryGetValue(Type, out (AcmeFailureKind, string Words) known) ? known.Words : "";
        string own = words.Length == 0 ? Detail : Detail.Length == 0 ? words : $"{words} (it says: {Detail})";
        return Parts.Count == 0 ? own : $"{own}: {string.Join("; ", Parts)}";
    }

    private AcmeFailureKind? Kind => Known.TryGetValue(Type, out (AcmeFailureKind Kind, string) known) ? known.Kind : null;

    private static string Text(JsonElement json, string name)
    {
        string text = json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return Printable.Text(text.Length <= DetailCharsMax ? text : text[..DetailCharsMax] + "…");
    }
}
