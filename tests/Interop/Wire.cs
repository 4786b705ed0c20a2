using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests;

/// <summary>Messages of docs/protocol.md as a client that shares no code with the server makes them.</summary>
internal static class Wire
{
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>An unsigned message of version 1.</summary>
    public static Dictionary<string, object?> Message(string app, string body, string module = "", string? host = "web01") => new()
    {
        ["version"] = 1,
        ["app_id"] = app,
        ["module"] = module,
        ["stamp"] = Now,
        ["nsecs"] = 464_316_000,
        ["hostname"] = host,
        ["body"] = body,
    };

    public static Dictionary<string, object?> SignedV1(this Dictionary<string, object?> message, string secret)
    {
        string text = string.Concat(
            new[] { "app_id", "module", "stamp", "nsecs", "body" }.Select(key => Convert.ToString(message[key], null)));
#pragma warning disable CA5351 // The first version's signature is what it is.
        byte[] mac = HMACMD5.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
        message["signature"] = Convert.ToHexStringLower(mac);
        return message;
    }

    /// <param name="message">Of any version; becomes one of version 2.</param>
    /// <param name="secret">The facility's.</param>
    /// <param name="nonce">Null = a fresh one.</param>
    public static Dictionary<string, object?> SignedV2(
        this Dictionary<string, object?> message, string secret, string? nonce = null)
    {
        message["version"] = 2;
        message["key_id"] = message.GetValueOrDefault("key_id") ?? "default";
        message["nonce"] = nonce ?? System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        using var covered = new MemoryStream();
        foreach (string key in (string[])["key_id", "app_id", "module", "stamp", "nsecs", "hostname", "nonce", "body"])
        {
            byte[] text = Encoding.UTF8.GetBytes(Convert.ToString(message[key], null) ?? "");
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            covered.Write(length);
            covered.Write(text);
        }

        message["signature"] = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), covered.ToArray()));
        return message;
    }

    public static Dictionary<string, object?> With(this Dictionary<string, object?> message, string key, object? value)
    {
        message[key] = value;
        return message;
    }

    public static Dictionary<string, object?> Without(this Dictionary<string, object?> message, string key)
    {
        message.Remove(key);
        return message;
    }

    public static byte[] Json(this Dictionary<string, object?> message) => JsonSerializer.SerializeToUtf8Bytes(message);

    public static byte[] Frame(this Dictionary<string, object?> message) => Frames.Frame(message.Json());

    public static byte[] Frame(string app, string body, string module = "", string? host = "web01") =>
        Message(app, body, module, host).Frame();

    public static byte[] Zlib(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(text);
        return packed.ToArray();
    }
}
