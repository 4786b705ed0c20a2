using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LogHog.Engine.Acme.Jose;

/// <summary>Flattened JWS in JSON (RFC 7515 §7.2.2) with the headers of RFC 8555 §6.2.</summary>
internal static class SignedJson
{
    /// <summary>A request of an account.</summary>
    /// <param name="key">Signs it.</param>
    /// <param name="account">The account's URL, which stands for its key; null = the key itself goes into the header.</param>
    /// <param name="nonce">The server's; null only inside a key change (RFC 8555 §7.3.5).</param>
    /// <param name="url">Where it goes, character by character.</param>
    /// <param name="payload">JSON; empty for POST-as-GET.</param>
    public static byte[] Request(AccountKey key, string? account, string? nonce, string url, ReadOnlySpan<byte> payload)
    {
        byte[] header = Header(key.Algorithm, url, json =>
        {
            if (account is not null)
            {
                json.WriteString("kid", account);
            }
            else
            {
                json.WritePropertyName("jwk");
                json.WriteRawValue(key.PublicJson);
            }

            if (nonce is not null)
                json.WriteString("nonce", nonce);
        });
        return Flattened(header, payload, text => key.Sign(text));
    }

    /// <summary>RFC 8555 §7.3.4: the account's public key, bound to what the certificate authority knows its customer by.</summary>
    /// <param name="keyId">The name that it gave out.</param>
    /// <param name="secret">The key that it gave out with it.</param>
    /// <param name="url">That of newAccount.</param>
    /// <param name="publicJson">The account's public key.</param>
    public static byte[] ExternalBinding(string keyId, ReadOnlySpan<byte> secret, string url, string publicJson)
    {
        byte[] key = secret.ToArray();
        byte[] header = Header("HS256", url, json => json.WriteString("kid", keyId));
        return Flattened(header, Encoding.UTF8.GetBytes(publicJson), text => HMACSHA256.HashData(key, text));
    }

    /// <param name="header">The protected header, JSON.</param>
    /// <param name="payload">What is signed.</param>
    /// <param name="sign">From the signing input to its signature.</param>
    internal static byte[] Flattened(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Func<byte[], byte[]> sign)
    {
        string protectedText = Base64Url.EncodeToString(header);
        string payloadText = Base64Url.EncodeToString(payload);
        byte[] signature = sign(Encoding.ASCII.GetBytes($"{protectedText}.{payloadText}"));
        return JsonText.Write(json =>
        {
            json.WriteString("protected", protectedText);
            json.WriteString("payload", payloadText);
            json.WriteString("signature", Base64Url.EncodeToString(signature));
        });
    }

    private static byte[] Header(string algorithm, string url, Action<Utf8JsonWriter> write) => JsonText.Write(json =>
    {
        json.WriteString("alg", algorithm);
        write(json);
        json.WriteString("url", url);
    });
}

/// <summary>Writes one JSON object.</summary>
internal static class JsonText
{
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }
}
