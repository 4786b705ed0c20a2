using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.State;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Acme;

/// <summary>How the certificate fares, for <c>/metrics</c>.</summary>
internal sealed class AcmeCounters
{
    private readonly long[] _failures = new long[Enum.GetValues<AcmeFailureKind>().Length];
    private long _renewals;
    private volatile Shown _shown = new(double.NaN, new AcmeStatus());

    public void Renewed() => Interlocked.Increment(ref _renewals);

    public void Failed(AcmeFailureKind kind) => Interlocked.Increment(ref _failures[(int)kind]);

    public void Show(X509Certificate2? certificate, AcmeStatus status) => _shown = new Shown(
        certificate is null ? double.NaN : Seconds(new DateTimeOffset(certificate.NotAfter)), status);

    public IEnumerable<MetricValue> Metrics()
    {
        Shown shown = _shown;
        if (!double.IsNaN(shown.Expiry))
            yield return new("loghog_certificate_expiry_timestamp_seconds", "certificate=\"acme\"", shown.Expiry, IsCounter: false, "When a certificate ends, in Unix seconds.");
        yield return new("loghog_acme_renewals_total", "", Interlocked.Read(ref _renewals), IsCounter: true, "Certificates that came by ACME.");
        foreach (AcmeFailureKind kind in Enum.GetValues<AcmeFailureKind>())
            yield return new("loghog_acme_failures_total", $"reason=\"{MetricNames.Label(kind)}\"", Interlocked.Read(ref _failures[(int)kind]), IsCounter: true, "Tries to get a certificate by ACME that failed.");
        yield return new("loghog_acme_failing", "", shown.Status.Failures > 0 ? 1 : 0, IsCounter: false, "1 while the last try to get a certificate by ACME has failed.");
        yield return new("loghog_acme_last_success_timestamp_seconds", "", Seconds(shown.Status.LastSuccessAt), IsCounter: false, "When a certificate last came by ACME, in Unix seconds; 0 = never.");
        yield return new("loghog_acme_next_try_timestamp_seconds", "", Seconds(shown.Status.NextTryAt), IsCounter: false, "After a failure: when it is tried again, in Unix seconds; 0 = nothing failed.");
    }

    private static double Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private sealed record Shown(double Expiry, AcmeStatus Status);
}
