using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LogHog.Engine.Access;

/// <summary>What a token allows.</summary>
[Flags]
public enum TokenPermissions
{
    None = 0,

    /// <summary>To send events.</summary>
    Ingest = 1,

    /// <summary>To read events and what the server tells about itself.</summary>
    Query = 2,

    /// <summary>To change what the server does: alert rules, silences.</summary>
    Admin = 4,
}

/// <summary>A bearer token as the server knows it: never the token itself.</summary>
/// <param name="Name">Who has it; letters, digits and <c>. _ -</c>.</param>
/// <param name="Hash">SHA-256 of the token, 32 bytes.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="Apps">The applications that it holds for; null = every one.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is worth nothing; null = never.</param>
public sealed record AccessToken(
    string Name, ReadOnlyMemory<byte> Hash, TokenPermissions Permissions, IReadOnlyList<string>? Apps, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt)
{
    public const int NameCharsMax = 64;

    // 256 random bits: nobody guesses them, so a plain hash is as good as a slow one, which is for what people think up.
    private const int SecretBytes = 32;

    // Lets people, and programs that look for leaked secrets, see what it is.
    private const string Prefix = "lh_";

    private readonly byte[][]? _apps = Apps?.Select(Encoding.UTF8.GetBytes).ToArray();

    /// <summary>A new secret: what the owner of a token presents.</summary>
    public static string CreateSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Whether it holds for an application, given as UTF-8.</summary>
    public bool HoldsFor(ReadOnlySpan<byte> app)
    {
        if (_apps is null)
            return true;
        foreach (byte[] allowed in _apps)
        {
            if (app.SequenceEqual(allowed))
                return true;
        }

        return false;
    }

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;
}
