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
}
