using System.Text.Json;

namespace LogHog.Protocols.ConfigPush;

/// <summary>
/// A key as a file: a JSON object with <c>loghog_key</c> (1), <c>id</c>, <c>algorithm</c> and one of <c>secret</c>, <c>private</c>
/// (PKCS #8) or <c>public</c> (SubjectPublicKeyInfo), in base64.
/// </summary>
public static class PushKeyText
{
    // A key of 1 KiB in base64, and room.
    public const int BytesMax = 16 * 1024;

    /// <summary>With all that is needed to sign, and what a person must know about it.</summary>
    public static byte[] Format(PushKey key) =>
        key.Algorithm == PushAlgorithm.HmacSha256 ? Write(key, "secret", key.Secret.Span)
        : key.Private.IsEmpty ? FormatPublic(key)
        : Write(key, "private", key.Private.Span);

    /// <summary>What a program needs to check an ECDSA key's signatures, and what everybody may know.</summary>
    public static byte[] FormatPublic(PushKey key) => Write(key, "public", key.Public.Span);

    /// <summary>Never throws for what the bytes are.</summary>
    /// <returns>Null, and what is wrong.</returns>
    public static PushKey? Parse(ReadOnlyMemory<byte> utf8, out string problem)
    {
        if (utf8.Length > BytesMax)
        {
            problem = "is too long for a key";
            return null;
        }

        using JsonDocument? document = StrictJson.Parse(utf8, out problem);
        if (document is null)
            return null;
        PushKey? key = Parse(document.RootElement);
        if (key is null)
            problem = "is no key file of LogHog; make one with loghog config keys create NAME";
        return key;
    }

    private static PushKey? Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 4
            || !root.TryGetProperty("loghog_key", out JsonElement form) || form.ValueKind != JsonValueKind.Number || form.GetRawText() != "1"
            || Text(root, "id") is not { } id || !PushKey.IsName(id))
            return null;
        return Text(root, "algorithm") switch
        {
            "hmac-sha256" when Bytes(root, "secret") is { } secret => PushKey.FromSecret(id, secret),
            "ecdsa-p256" when Bytes(root, "private") is { } pkcs8 => PushKey.FromPrivate(id, pkcs8),
            "ecdsa-p256" when Bytes(root, "public") is { } info => PushKey.FromPublic(id, info),
            _ => null,
        };
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : null;

    private static byte[] Write(PushKey key, string part, ReadOnlySpan<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("loghog_key", 1);
            writer.WriteString("id", key.Id);
            writer.WriteString("algorithm", key.AlgorithmName);
            writer.WriteString(part, Convert.ToBase64String(bytes));
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }
}
