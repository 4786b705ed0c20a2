namespace LogHog.Protocols.Events;

/// <summary>
/// The signature that came with an event and the exact texts that it covers. Decoders only carry it; the engine checks it.
/// Texts are borrowed, see <see cref="LogEvent"/>.
/// </summary>
public sealed class SignatureClaim
{
    /// <summary>0 = unsigned, 1 = HMAC-MD5 of the ancestor, 2 = HMAC-SHA256 with key id and nonce.</summary>
    public int Version { get; set; }

    /// <summary>The signature as sent: 32 (v1) or 64 (v2) lower-case hex digits if it is well formed.</summary>
    public ReadOnlyMemory<byte> Signature { get; set; }

    /// <summary>v2: which of the facility's keys.</summary>
    public ReadOnlyMemory<byte> KeyId { get; set; }

    /// <summary>v2: 128 random bits in base64url (22 characters).</summary>
    public ReadOnlyMemory<byte> Nonce { get; set; }

    /// <summary>The texts as they were sent, before any normalising: they are what was signed.</summary>
    public ReadOnlyMemory<byte> AppId { get; set; }

    /// <inheritdoc cref="AppId"/>
    public ReadOnlyMemory<byte> Module { get; set; }

    /// <inheritdoc cref="AppId"/>
    public ReadOnlyMemory<byte> Stamp { get; set; }

    /// <inheritdoc cref="AppId"/>
    public ReadOnlyMemory<byte> Nsecs { get; set; }

    /// <inheritdoc cref="AppId"/>
    public ReadOnlyMemory<byte> Hostname { get; set; }

    /// <inheritdoc cref="AppId"/>
    public ReadOnlyMemory<byte> Body { get; set; }

    public void Clear()
    {
        Version = 0;
        Signature = default;
        KeyId = default;
        Nonce = default;
        AppId = default;
        Module = default;
        Stamp = default;
        Nsecs = default;
        Hostname = default;
        Body = default;
    }
}
