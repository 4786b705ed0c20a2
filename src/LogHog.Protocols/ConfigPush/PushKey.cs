using System.Security.Cryptography;
using System.Text;

namespace LogHog.Protocols.ConfigPush;

/// <summary>How a key signs. It belongs to the key and is never taken from a message.</summary>
public enum PushAlgorithm
{
    /// <summary>One secret signs and checks.</summary>
    HmacSha256,

    /// <summary>A private key signs, its public key checks.</summary>
    EcdsaP256,
}

/// <summary>
/// A key for configuration pushes. What is signed is <c>LogHog config push 1</c>, the algorithm, the key's id and the body, each of the
/// first three ended by a newline that none of them can hold: no two envelopes have the same bytes under their signatures.
/// </summary>
public sealed class PushKey
{
    public const int IdCharsMax = 64;

    // RFC 2104 §3: at least as long as the hash's output.
    internal const int SecretBytesMin = 32;

    internal const int SecretBytesMax = 1024;

    private const string Domain = "LogHog config push 1";

    // r and s of P-256 one after the other (IEEE P1363), which has one spelling; DER has several.
    private const DSASignatureFormat SignatureFormat = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    private PushKey(string id, PushAlgorithm algorithm) => (Id, Algorithm) = (id, algorithm);

    public string Id { get; }

    public PushAlgorithm Algorithm { get; }

    /// <summary>The secret of an HMAC key; empty for ECDSA.</summary>
    internal ReadOnlyMemory<byte> Secret { get; private init; }

    /// <summary>PKCS #8 of an ECDSA key that can sign; else empty.</summary>
    internal ReadOnlyMemory<byte> Private { get; private init; }

    /// <summary>SubjectPublicKeyInfo of an ECDSA key; else empty.</summary>
    public ReadOnlyMemory<byte> Public { get; private init; }

    /// <summary>Whether it can sign, and not only check.</summary>
    public bool CanSign => Algorithm == PushAlgorithm.HmacSha256 || !Private.IsEmpty;

    /// <summary>The algorithm as files and the signed bytes name it.</summary>
    public string AlgorithmName => NameOf(Algorithm);

    /// <summary>Lower-case letters, digits and <c>. _ -</c>: also what a target may be called.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= IdCharsMax && char.IsAsciiLetterOrDigit(text[0])
        && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    public static string NameOf(PushAlgorithm algorithm) => algorithm == PushAlgorithm.HmacSha256 ? "hmac-sha256" : "ecdsa-p256";

    /// <summary>A new key out of the system's random numbers.</summary>
    public static PushKey Create(string id, PushAlgorithm algorithm)
    {
        if (algorithm == PushAlgorithm.HmacSha256)
            return new PushKey(id, algorithm) { Secret = RandomNumberGenerator.GetBytes(SecretBytesMin) };
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new PushKey(id, algorithm) { Private = pair.ExportPkcs8PrivateKey(), Public = pair.ExportSubjectPublicKeyInfo() };
    }

    /// <returns>Null: the secret is too short or too long.</returns>
    internal static PushKey? FromSecret(string id, ReadOnlyMemory<byte> secret) =>
        secret.Length is >= SecretBytesMin and <= SecretBytesMax ? new PushKey(id, PushAlgorithm.HmacSha256) { Secret = secret } : null;

    /// <returns>Null: it is no key of the curve P-256.</returns>
    internal static PushKey? FromPublic(string id, ReadOnlyMemory<byte> info)
    {
        using var key = ECDsa.Create();
        return Try(() => key.ImportSubjectPublicKeyInfo(info.Span, out _)) && IsP256(key)
            ? new PushKey(id, PushAlgorithm.EcdsaP256) { Public = key.ExportSubjectPublicKeyInfo() }
            : null;
    }

    /// <returns>Null: it is no private key of the curve P-256.</returns>
    internal static PushKey? FromPrivate(string id, ReadOnlyMemory<byte> pkcs8)
    {
        using var key = ECDsa.Create();
        return Try(() => key.ImportPkcs8PrivateKey(pkcs8.Span, out _)) && IsP256(key)
            ? new PushKey(id, PushAlgorithm.EcdsaP256) { Private = pkcs8, Public = key.ExportSubjectPublicKeyInfo() }
            : null;
    }

    /// <exception cref="InvalidOperationException">The key can only check.</exception>
    public byte[] Sign(ReadOnlySpan<byte> body)
    {
        byte[] signed = SignedBytes(body);
        if (Algorithm == PushAlgorithm.HmacSha256)
            return HMACSHA256.HashData(Secret.Span, signed);
        if (Private.IsEmpty)
            throw new InvalidOperationException($"the key {Id} can only check signatures");
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Private.Span, out _);
        return key.SignData(signed, HashAlgorithmName.SHA256, SignatureFormat);
    }

    /// <summary>Whether this key signed the body; a signature of any length or content is only wrong, never an error.</summary>
    public bool Verify(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        byte[] signed = SignedBytes(body);
        if (Algorithm == PushAlgorithm.HmacSha256)
            return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Secret.Span, signed), signature);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Public.Span, out _);
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, SignatureFormat);
    }

    private byte[] SignedBytes(ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{Domain}\n{AlgorithmName}\n{Id}\n"), .. body];

    private static bool IsP256(ECDsa key) => key.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7";

    private static bool Try(Action import)
    {
        try
        {
            import();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
