using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Channels;

namespace LogHog.Engine.Bot.Webhooks;

/// <summary>
/// <c>X-Spark-Signature</c>: HMAC-SHA1 of the body's bytes with the shared secret, 40 small hexadecimal digits, as Webex documents it
/// (developer.webex.com/docs/webhooks, "Handling requests"). Anything else than exactly that is refused.
/// </summary>
internal static class WebhookSignature
{
    private const int HexDigits = 2 * HMACSHA1.HashSizeInBytes;

    /// <summary>Compares in constant time.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Webex signs so. HMAC does not need what SHA-1 has lost.")]
    public static bool Fits(string signature, ReadOnlySpan<byte> body, Secret secret)
    {
        if (signature.Length != HexDigits || !Ascii.IsValid(signature))
            return false;
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body, hash);
        byte[] wanted = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), wanted);
    }
}
