using System.Net;

namespace LogHog.Engine.Certificates;

/// <summary>The kinds of key that are made.</summary>
public enum KeyKind
{
    /// <summary>ECDSA P-256: what every TLS 1.2 client of the last ten years takes, small and quick.</summary>
    Ecdsa,

    /// <summary>RSA of 3,072 bits, for clients that are older.</summary>
    Rsa,
}

/// <summary>What a certificate is for.</summary>
public enum CertificatePurpose
{
    Server,
    Client,
}

/// <summary>What a new certificate shall say.</summary>
public sealed record CertificateRequestOptions
{
    public required CertificatePurpose Purpose { get; init; }

    /// <summary>The common name; at most 64 characters (RFC 5280, ub-common-name).</summary>
    public required string CommonName { get; init; }

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    public KeyKind Key { get; init; } = KeyKind.Ecdsa;

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }
}

/// <summary>What a new authority shall say.</summary>
public sealed record AuthorityOptions
{
    public required string CommonName { get; init; }

    public KeyKind Key { get; init; } = KeyKind.Ecdsa;

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Domains that it may sign for, with all beneath them; empty = any.</summary>
    public IReadOnlyList<string> PermittedDomains { get; init; } = [];
}
