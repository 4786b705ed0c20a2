using System.Security.Cryptography.X509Certificates;
using LogHog.Cli.Checking;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;

namespace LogHog.Cli.Certificates;

/// <summary>What is said about a certificate, from whatever place it comes.</summary>
internal static class CertificateFindings
{
    public static void Expiry(X509Certificate2 certificate, TimeSpan warn, CheckReport report)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTime end = certificate.NotAfter.ToUniversalTime();
        string text = $"expiry: {end:yyyy-MM-dd HH:mm}Z ({CertificateText.Left(certificate, now)})";
        if (end <= now.UtcDateTime || certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
            report.Fail(text);
        else if (end - now.UtcDateTime < warn)
            report.Warn($"{text}; make a new one: loghog cert server --force, or loghog cert client NAME --force");
        else
            report.Ok(text);
    }

    public static void Verdict(CertificateVerdict verdict, CertificatePurpose purpose, TrustFiles trust, CheckReport report)
    {
        if (verdict.Refusal == TlsRefusal.None)
        {
            string lists = trust.RevocationLists is null ? "no revocation list was looked at" : $"not revoked in {trust.RevocationLists}";
            report.Ok($"chain: good for a {(purpose == CertificatePurpose.Server ? "server" : "client")}, signed under {trust.Authorities}; {lists}");
            if (purpose == CertificatePurpose.Client)
                report.Ok($"identity: {verdict.Identity}");
            return;
        }

        string detail = verdict.Detail.Length == 0 ? "" : $" ({StatusCommand.Plain(verdict.Detail)})";
        report.Fail($"chain: {MetricNames.Label(verdict.Refusal)}{detail}: {TlsRefusalAdvice.For(verdict.Refusal)}");
    }

    public static void HostName(X509Certificate2 certificate, string name, CheckReport report)
    {
        if (certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
            report.Ok($"name: holds for {name}");
        else
            report.Fail($"name: does not hold for {name}; clients that check it will refuse. Make one with loghog cert server {name}, or --san {name}");
    }
}
