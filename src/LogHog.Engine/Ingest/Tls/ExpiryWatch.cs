using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>Warns in the log, once a day, before a certificate expires; and tells the metrics how long each has left.</summary>
internal sealed class ExpiryWatch(TimeProvider time, ILogger log)
{
    // Time enough for whoever comes back from three weeks of holidays.
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private DateOnly _toldOn;
    private object? _toldOf;

    public void Look(TlsFiles files)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
            // A new certificate is looked at at once.
            object one = files.Certificate.Certificate;
            if (today == _toldOn && ReferenceEquals(one, _toldOf))
                return;
            (_toldOn, _toldOf) = (today, one);
        }

        foreach ((string use, X509Certificate2 certificate) in Certificates(files))
            Tell(use, certificate, now);
        foreach (RevocationList list in files.Trust.Verifier.Revocations)
        {
            if (list.NextUpdate is { } due && due < now)
                CertificatesLog.StaleList(log, list.Authority.Subject, due);
        }
    }

    public static IEnumerable<MetricValue> Metrics(TlsFiles files, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        return Certificates(files).Select(one => new MetricValue(
            "loghog_certificate_expiry_seconds", $"use=\"{one.Use}\",serial=\"{one.Certificate.SerialNumber}\"",
            (new DateTimeOffset(one.Certificate.NotAfter) - now).TotalSeconds, IsCounter: false, "Until the certificate expires; negative once it has."));
    }

    private static IEnumerable<(string Use, X509Certificate2 Certificate)> Certificates(TlsFiles files)
    {
        yield return ("server", files.Certificate.Certificate.Certificate);
        foreach (X509Certificate2 authority in files.Trust.Verifier.Authorities.DistinctBy(static one => one.SerialNumber, StringComparer.Ordinal))
            yield return ("authority", authority);
    }

    private void Tell(string use, X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset end = new(certificate.NotAfter);
        if (end < now)
            CertificatesLog.HasExpired(log, certificate.Subject, use, end.UtcDateTime);
        else if (end - now < WarnBefore)
            CertificatesLog.ExpiresSoon(log, certificate.Subject, use, (int)(end - now).TotalDays, end.UtcDateTime);
    }
}
