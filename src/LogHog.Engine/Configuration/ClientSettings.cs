namespace LogHog.Engine.Configuration;

/// <summary>A <c>[client:NAME]</c>: what the bearer of a certificate of this name may send.</summary>
public sealed record ClientSettings
{
    /// <summary>The name in the certificate, in lower case; or a pattern with <c>*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Host names that its events may have; empty = any.</summary>
    public NamePatterns Hosts { get; init; } = NamePatterns.None;

    /// <summary>Applications that it may send for; empty = any.</summary>
    public NamePatterns Apps { get; init; } = NamePatterns.None;
}
