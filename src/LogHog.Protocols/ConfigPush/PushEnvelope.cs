using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LogHog.Protocols.ConfigPush;

/// <summary>What a pushed configuration is for.</summary>
public enum PushKind
{
    /// <summary>Python's <c>logging.config.dictConfig</c>.</summary>
    DictConfig,

    /// <summary>A fragment of facilities.conf, as text, for loghogd itself.</summary>
    Facilities,
}

/// <summary>The signed part of an envelope.</summary>
/// <param name="Target">The program that it is for.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Version">Grows with each push to a target; 1 to 2^53 - 1.</param>
/// <param name="IssuedAt">Seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ExpiresAt">As above: from then on it is refused.</param>
/// <param name="Config">A JSON object, or for <see cref="PushKind.Facilities"/> the text itself; UTF-8.</param>
public sealed record PushBody(string Target, PushKind Kind, long Version, long IssuedAt, long ExpiresAt, ReadOnlyMemory<byte> Config)
{
    /// <summary>What a double, and so every JSON reader, holds exactly.</summary>
    public const long VersionMax = (1L << 53) - 1;
}

/// <summary>
/// The bytes that a push sends (docs/config-push.md): <c>{"loghog_push":"1","key":ID,"body":BASE64,"signature":BASE64}</c>. The body's
/// own bytes are signed, so nothing depends on how JSON is spelled.
/// </summary>
public static class PushEnvelope
{
    /// <summary>Ten thousand loggers and room; what is longer is refused before it is read.</summary>
    public const int BytesMax = 1 << 20;

    private const string DictConfigName = "dictConfig";
    private const string FacilitiesName = "facilities";

    public static string NameOf(PushKind kind) => kind == PushKind.DictConfig ? DictConfigName : FacilitiesName;

    public static byte[] Seal(PushBody body, PushKey key)
    {
        byte[] bytes = Write(body);
        string signature = Convert.ToBase64String(key.Sign(bytes));
        return Encoding.ASCII.GetBytes(
            $"{{\"loghog_push\":\"1\",\"key\":\"{key.Id}\",\"body\":\"{Convert.ToBase64String(bytes)}\",\"signature\":\"{signature}\"}}");
    }

    /// <summary>Reads an envelope and checks its signature; never throws for what the bytes are.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="keys">The keys that count here.</param>
    /// <param name="body">Signed by one of them; null when it is refused.</param>
    /// <param name="key">The id of that key, or the one that the envelope names.</param>
    /// <param name="reason">For people, when it is refused.</param>
    public static PushRefusal Open(
        ReadOnlyMemory<byte> bytes, IReadOnlyList<PushKey> keys, out PushBody? body, out string key, out string reason)
    {
        (body, key, reason) = (null, "", "");
        if (bytes.Length > BytesMax)
            return Refuse(PushRefusal.TooLong, $"is longer than {BytesMax} bytes", out reason);
        using JsonDocument? document = LooksFlat(bytes.Span) ? StrictJson.Parse(bytes, out _) : null;
        if (document is null || !TryReadOuter(document.RootElement, out key, out byte[] inner, out byte[] signature))
            return Refuse(PushRefusal.NotAnEnvelope, "is not signed by loghog config push", out reason);
        string id = key;
        if (keys.FirstOrDefault(one => one.Id == id) is not { } signer)
            return Refuse(PushRefusal.UnknownKey, $"the key '{StrictJson.Printable(id)}' is not known here", out reason);
        if (!signer.Verify(inner, signature))
            return Refuse(PushRefusal.WrongSignature, $"the signature is not that of the key {id}", out reason);
        body = ReadBody(inner, out PushRefusal refusal, out reason);
        return refusal;
    }

    private static PushRefusal Refuse(PushRefusal refusal, string text, out string reason)
    {
        reason = text;
        return refusal;
    }

    /// <summary>One object without another inside: said before a parser, and a stack, sees what nobody signed.</summary>
    private static bool LooksFlat(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && bytes[0] == '{' && bytes[^1] == '}' && bytes.Count((byte)'{') == 1 && !bytes.Contains((byte)'[');

    private static bool TryReadOuter(JsonElement root, out string key, out byte[] body, out byte[] signature)
    {
        (key, body, signature) = ("", [], []);
        if (root.EnumerateObject().Count() != 4 || Text(root, "loghog_push") != "1" || Text(root, "key") is not { } id
            || Canonical(Text(root, "body")) is not { Length: > 0 } inner || Canonical(Text(root, "signature")) is not { } sign)
            return false;
        (key, body, signature) = (id, inner, sign);
        return true;
    }

    private static PushBody? ReadBody(byte[] bytes, out PushRefusal refusal, out string reason)
    {
        refusal = PushRefusal.BadBody;
        using JsonDocument? document = StrictJson.Parse(bytes, out reason);
        if (document is null)
        {
            reason = $"the signed part {reason}";
            return null;
        }

        reason = "the signed part is not what loghog config push writes";
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 6
            || Text(root, "target") is not { } target || !PushKey.IsName(target)
            || Whole(root, "version") is not { } version || version < 1
            || Whole(root, "issued") is not { } issued || Whole(root, "expires") is not { } expires
            || !root.TryGetProperty("config", out JsonElement config))
            return null;
        PushKind? kind = Text(root, "kind") switch { DictConfigName => PushKind.DictConfig, FacilitiesName => PushKind.Facilities, _ => null };
        if (kind is null || config.ValueKind != (kind == PushKind.DictConfig ? JsonValueKind.Object : JsonValueKind.String))
            return null;
        (refusal, reason) = (PushRefusal.None, "");
        byte[] content = kind == PushKind.DictConfig ? StrictJson.Compact(config) : Encoding.UTF8.GetBytes(config.GetString()!);
        return new PushBody(target, kind.Value, version, issued, expires, content);
    }

    private static byte[] Write(PushBody body)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("target", body.Target);
            writer.WriteString("kind", NameOf(body.Kind));
            writer.WriteNumber("version", body.Version);
            writer.WriteNumber("issued", body.IssuedAt);
            writer.WriteNumber("expires", body.ExpiresAt);
            writer.WritePropertyName("config");
            if (body.Kind == PushKind.DictConfig)
                writer.WriteRawValue(body.Config.Span);
            else
                writer.WriteStringValue(body.Config.Span);
            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number as people write it: no fraction, no exponent, no sign.</summary>
    private static long? Whole(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && long.TryParse(value.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= PushBody.VersionMax
            ? number
            : null;

    /// <summary>Base64 in its one spelling: padded, no white space, no bits left over.</summary>
    private static byte[]? Canonical(string? text)
    {
        if (text is null)
            return null;
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && Convert.ToBase64String(bytes.AsSpan(0, length)) == text
            ? bytes[..length]
            : null;
    }
}
