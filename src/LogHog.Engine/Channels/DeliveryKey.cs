using System.Security.Cryptography;
using System.Text;

namespace LogHog.Engine.Channels;

/// <summary>What services that know idempotency keys get: the same for each try of a delivery, another one for each recipient.</summary>
internal static class DeliveryKey
{
    private const int HashBytes = 6;

    public static string Of(string id, string recipient) => recipient.Length == 0
        ? id
        : $"{id}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipient)).AsSpan(0, HashBytes))}";

    /// <summary>The key as a UUID of version 8 (RFC 9562 §5.8), for services whose keys have that form.</summary>
    public static Guid Uuid(string key)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
