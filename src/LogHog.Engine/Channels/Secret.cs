namespace LogHog.Engine.Channels;

/// <summary>A token, a password, a key, or a URL that is one: it shows itself to whoever asks for it by name, and to no log, error or status by accident.</summary>
/// <param name="value">The text.</param>
public sealed class Secret(string value) : IEquatable<Secret>
{
    // A shorter text than this stands in every other sentence: to take it out would make nonsense of messages and hide nothing.
    private const int RedactedCharsMin = 4;

    /// <summary>For the request that needs it, and nothing else.</summary>
    public string Reveal() => value;

    /// <summary>Never the text.</summary>
    public override string ToString() => "(not shown)";

    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.Reveal(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(value);

    /// <summary>A text of somebody else (an answer, an error) without the secrets that it repeats, also as URLs and JSON spell them.</summary>
    public static string Redact(string text, IEnumerable<Secret> secrets)
    {
        foreach (string secret in secrets.Select(static one => one.Reveal()).Where(static one => one.Length >= RedactedCharsMin))
        {
            text = text.Replace(secret, "(not shown)", StringComparison.Ordinal);
            string encoded = Uri.EscapeDataString(secret);
            if (encoded != secret)
                text = text.Replace(encoded, "(not shown)", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
