namespace LogHog.Protocols.LogHogV1;

/// <summary>A message as a sender has it, before it is a frame.</summary>
public sealed record LogHogMessage
{
    /// <summary><c>app_id</c>; not empty.</summary>
    public required string App { get; init; }

    /// <summary>The logger's name; empty = the root module.</summary>
    public string Module { get; init; } = "";

    /// <summary>When it happened; nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public required long TimeUnixNs { get; init; }

    /// <summary>Null = not said.</summary>
    public string? Hostname { get; init; }

    /// <summary>May hold newlines.</summary>
    public required string Body { get; init; }

    /// <summary>
    /// Further fields in this order. Values: text, bool, null, any number; a nested dictionary is not taken; anything else
    /// goes as its invariant text.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Fields { get; init; } = [];
}

/// <summary>How a sender signs.</summary>
/// <param name="Version">1 = HMAC-MD5 for servers of old; 2 = HMAC-SHA256 that nobody can replay.</param>
/// <param name="Secret">The facility's secret as UTF-8.</param>
/// <param name="KeyId">Version 2: which of the facility's keys this is.</param>
public sealed record LogHogSigning(int Version, ReadOnlyMemory<byte> Secret, string KeyId = LogHogSigning.DefaultKeyId)
{
    /// <summary>The id of the key that a facility's <c>secret</c> gives.</summary>
    public const string DefaultKeyId = "default";
}
