using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.State;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>What becomes of a try that failed: the wait until the next one, kept over restarts, and the words that grow louder before the end.</summary>
internal sealed class RenewalFailures(TimeProvider time, ILogger log)
{
    // Said once a day: enough for people and for who watches the log.
    private static readonly TimeSpan WarnInterval = TimeSpan.FromDays(1);

    private DateTimeOffset _warnedAt;

    /// <returns>How it stands now.</returns>
    public AcmeStatus Note(AcmeSettings settings, AcmeStatus status, AcmeException failure)
    {
        DateTimeOffset now = time.GetUtcNow();
        int failures = status.Failures + 1;
        TimeSpan wait = AcmeBackoff.After(failure.Kind, failures, failure.RetryAfter, Random.Shared.NextDouble());
        status = status with
        {
            Names = settings.NamesText,
            Failures = failures,
            FailureKind = failure.Kind,
            Problem = failure.Message,
            LastTryAt = now,
            NextTryAt = now + wait,
        };
        AcmeLog.Failed(log, settings.NamesText, failure.Message, (now + wait).UtcDateTime);
        try
        {
            using AcmeFolder folder = AcmeFolder.Open(settings.Folder);
            folder.SaveStatus(status);
        }
        catch (AcmeException)
        {
            // The disk is the failure, or the command line is at work: the wait is kept in memory.
        }

        return status;
    }

    public void WarnOfEnd(AcmeSettings settings, X509Certificate2? certificate, AcmeStatus status)
    {
        if (certificate is null || status.Failures == 0)
            return;
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = new(certificate.NotAfter);
        // Certificates of six days would be warned of all their life.
        TimeSpan sixth = (end - new DateTimeOffset(certificate.NotBefore)) / 6;
        TimeSpan before = settings.WarnBefore < sixth ? settings.WarnBefore : sixth;
        if (now < end - before || now < _warnedAt + WarnInterval)
            return;
        _warnedAt = now;
        AcmeLog.EndsSoon(log, settings.NamesText, end.UtcDateTime, status.Failures, status.Problem);
    }
}
