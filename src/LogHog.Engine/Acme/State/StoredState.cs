using System.Text.Json.Serialization;

namespace LogHog.Engine.Acme.State;

/// <summary>An account at a certificate authority.</summary>
internal sealed record StoredAccount(string Directory, string Url, IReadOnlyList<string> Emails);

/// <summary>An order that is under way: with it the next start goes on where this one was killed.</summary>
/// <param name="Directory">Of which authority.</param>
/// <param name="Url">Of the order; null = it was about to be made.</param>
/// <param name="Names">What for.</param>
/// <param name="Key">The certificate's private key, PEM.</param>
internal sealed record PendingOrder(string Directory, string? Url, IReadOnlyList<string> Names, string Key);

/// <summary>How it went last, for the next start and for <c>loghog cert acme status</c>.</summary>
internal sealed record AcmeStatus
{
    public DateTimeOffset? LastTryAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Not before: what failed must not be tried again at each restart.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>One after the other, up to now.</summary>
    public int Failures { get; init; }

    public AcmeFailureKind? FailureKind { get; init; }

    public string Problem { get; init; } = "";

    /// <summary>What was being tried: other names are another matter.</summary>
    public string Names { get; init; } = "";

    /// <summary>Thumbprint of a certificate that was revoked: it is renewed at once.</summary>
    public string? Revoked { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredAccount))]
[JsonSerializable(typeof(PendingOrder))]
[JsonSerializable(typeof(AcmeStatus))]
internal sealed partial class AcmeJson : JsonSerializerContext;
