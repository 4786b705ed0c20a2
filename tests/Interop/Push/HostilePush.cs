using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Interop.Tests.Push;

/// <summary>Something that no program may take.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Frame">All bytes of the connection.</param>
/// <param name="IsCut">The connection is reset after them instead of closed, because the frame is not whole.</param>
public sealed record HostilePush(string Name, byte[] Frame, bool IsCut = false)
{
    /// <summary>Length and bytes, as they should be.</summary>
    public static byte[] Framed(byte[] bytes, uint? length = null)
    {
        byte[] frame = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, length ?? (uint)bytes.Length);
        bytes.CopyTo(frame, 4);
        return frame;
    }
}

/// <summary>What an attacker, or a mistake, has to work with.</summary>
/// <param name="Hmac">A key that the program trusts.</param>
/// <param name="Ecdsa">Another one; its public part is known to everybody.</param>
/// <param name="Accepted">An envelope that the program has taken: its version is the last.</param>
/// <param name="Version">That version.</param>
/// <param name="Now">Seconds, Unix.</param>
/// <param name="Canary">A file that exists only if something was executed.</param>
public sealed record HostileMeans(PushKey Hmac, PushKey Ecdsa, byte[] Accepted, long Version, long Now, string Canary)
{
    /// <summary>Were it taken, everything would fall silent.</summary>
    public const string Silence = """{"version":1,"incremental":true,"loggers":{"shop":{"level":"CRITICAL"}},"root":{"level":"CRITICAL"}}""";

    public string Body(
        string config = Silence, string target = "\"shop\"", string kind = "\"dictConfig\"", string? version = null, string? issued = null, string? expires = null) =>
        $$"""{"target":{{target}},"kind":{{kind}},"version":{{version ?? $"{Version + 1}"}},"issued":{{issued ?? $"{Now}"}},"expires":{{expires ?? $"{Now + 300}"}},"config":{{config}}}""";

    /// <summary>Signed as it should be, whatever the body is.</summary>
    public byte[] Signed(string body, PushKey? key = null) => Signed(Encoding.UTF8.GetBytes(body), key);

    public byte[] Signed(byte[] body, PushKey? key = null) => Envelope((key ?? Hmac).Id, body, (key ?? Hmac).Sign(body));

    public static byte[] Envelope(string key, byte[] body, byte[] signature) => Envelope(key, Convert.ToBase64String(body), Convert.ToBase64String(signature));

    public static byte[] Envelope(string key, string body, string signature) => Encoding.UTF8.GetBytes(
        $"{{\"loghog_push\":\"1\",\"key\":\"{key}\",\"body\":\"{body}\",\"signature\":\"{signature}\"}}");

    public byte[] SignedBytes(string algorithm, string key, byte[] body) => [.. Encoding.ASCII.GetBytes($"LogHog config push 1\n{algorithm}\n{key}\n"), .. body];

    public static byte[] Mac(byte[] secret, byte[] bytes) => HMACSHA256.HashData(secret, bytes);
}
