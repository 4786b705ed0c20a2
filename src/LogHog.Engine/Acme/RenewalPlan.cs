using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Orders;

namespace LogHog.Engine.Acme;

/// <summary>When a certificate is renewed, and why then.</summary>
internal readonly record struct RenewalPlan(DateTimeOffset At, string Why)
{
    // Spec §5: when a third of the life is left.
    private const double LeftShare = 1.0 / 3;

    // Whatever an authority wishes, there must be time for a few failures.
    private const double LeftShareMin = 1.0 / 6;

    /// <param name="certificate">The one in force; null = there is none.</param>
    /// <param name="names">Whom it should be for.</param>
    /// <param name="hint">The authority's wish; null = it has none.</param>
    /// <param name="isRevoked">It was revoked.</param>
    /// <param name="now">The clock.</param>
    public static RenewalPlan Of(
        X509Certificate2? certificate, IReadOnlyList<AcmeIdentifier> names, RenewalInfo? hint, bool isRevoked, DateTimeOffset now)
    {
        if (certificate is null)
            return new RenewalPlan(now, "there is none yet");
        if (isRevoked)
            return new RenewalPlan(now, "it was revoked");
        if (!HasNames(certificate, names))
            return new RenewalPlan(now, "it is for other names");
        DateTimeOffset begin = new(certificate.NotBefore);
        DateTimeOffset end = new(certificate.NotAfter);
        TimeSpan life = end - begin;
        if (hint is null || RenewalInfo.CertificateId(certificate) is not { } id)
            return new RenewalPlan(end - (life * LeftShare), "a third of its life is left then");
        DateTimeOffset latest = end - (life * LeftShareMin);
        DateTimeOffset wished = hint.MomentFor(id);
        return wished < latest
            ? new RenewalPlan(wished, "the certificate authority wishes it so")
            : new RenewalPlan(latest, "a sixth of its life is left then");
    }

    private static bool HasNames(X509Certificate2 certificate, IReadOnlyList<AcmeIdentifier> names)
    {
        try
        {
            return SubjectNames.Of(certificate).ToHashSet(StringComparer.Ordinal).SetEquals(names.Select(static name => name.Value));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
