using System.Net;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Orders;

namespace LogHog.Engine.Acme;

/// <summary><c>[acme]</c>: a certificate that renews itself.</summary>
public sealed record AcmeSettings
{
    /// <summary>Whom the certificate is for; empty = no certificate is wanted.</summary>
    public IReadOnlyList<AcmeIdentifier> Names { get; init; } = [];

    /// <summary>The same for people.</summary>
    public string NamesText => string.Join(", ", Names.Select(static name => name.Value));

    public required Uri Directory { get; init; }

    public IReadOnlyList<string> Emails { get; init; } = [];

    public bool AgreesToTerms { get; init; }

    public ChallengeKind Challenge { get; init; }

    /// <summary>Where challenges are answered by ourselves; filled in for those that need it.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [];

    /// <summary>Which of these loghogd binds: none where no certificate is wanted, or another program answers.</summary>
    public IReadOnlyList<IPEndPoint> Ports => Names.Count > 0 && Webroot is null && Challenge != ChallengeKind.Dns01 ? Listen : [];

    /// <summary>The folder of another web server; null = we answer ourselves.</summary>
    public string? Webroot { get; init; }

    /// <summary>A program and its arguments; empty = none.</summary>
    public IReadOnlyList<string> Hook { get; init; } = [];

    public TimeSpan HookTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where account and certificate are kept; absolute.</summary>
    public required string Folder { get; init; }

    public CertificateKeyKind Key { get; init; }

    /// <summary>The common name of the topmost issuer; null = the chain that comes first.</summary>
    public string? PreferredChain { get; init; }

    public string? ExternalKeyId { get; init; }

    /// <summary>Holds the secret of the external account, base64url.</summary>
    public string? ExternalKeyFile { get; init; }

    /// <summary>The roots of the authority's own TLS certificate, PEM; null = the system's.</summary>
    public string? CaBundle { get; init; }

    /// <summary>From when on before its end a certificate that could not be renewed is an error in the log.</summary>
    public TimeSpan WarnBefore { get; init; } = TimeSpan.FromDays(10);
}
