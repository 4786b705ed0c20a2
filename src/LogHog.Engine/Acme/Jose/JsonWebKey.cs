using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LogHog.Engine.Acme.Jose;

/// <summary>A public key as JSON (RFC 7517), in the one spelling that RFC 7638 §3 hashes: required members only, by name, no space.</summary>
internal static class JsonWebKey
{
    // RFC 7518 §6.2.1.2: coordinates of P-256 are 32 bytes, leading zeros and all.
    private const int CoordinateBytes = 32;

    public static string Of(ECParameters key) =>
        $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{Coordinate(key.Q.X!)}\",\"y\":\"{Coordinate(key.Q.Y!)}\"}}";

    /// <remarks>RFC 7518 §6.3.1: modulus and exponent without leading zeros.</remarks>
    public static string Of(RSAParameters key) =>
        $"{{\"e\":\"{Number(key.Exponent!)}\",\"kty\":\"RSA\",\"n\":\"{Number(key.Modulus!)}\"}}";

    /// <summary>RFC 7638: the SHA-256 of the key's JSON, base64url.</summary>
    public static string Thumbprint(string jsonWebKey) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(jsonWebKey)));

    private static string Coordinate(byte[] value)
    {
        byte[] padded = new byte[CoordinateBytes];
        value.CopyTo(padded, CoordinateBytes - value.Length);
        return Base64Url.EncodeToString(padded);
    }

    private static string Number(byte[] value) => Base64Url.EncodeToString(value.AsSpan().TrimStart((byte)0));
}
