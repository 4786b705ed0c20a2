using System.Net.Security;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http.Tls;

/// <summary>
/// Whose clients may shake hands (<c>[http] client_certificates</c>), by the same checks as LogHog's own protocol. A certificate
/// opens the door; what may be done inside is a token's matter, because a token says for which applications.
/// </summary>
internal sealed class ClientTrust
{
    private readonly TrustStore _trust;
    private readonly bool _isRequired;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly long[] _refused = new long[Enum.GetValues<TlsRefusal>().Length];

    private ClientTrust(TrustStore trust, bool isRequired, TimeProvider time, ILogger log)
    {
        _trust = trust;
        _isRequired = isRequired;
        _time = time;
        _log = log;
    }

    /// <returns>Null when nobody is asked for a certificate.</returns>
    /// <exception cref="CertificateFileException">The file of those who sign cannot be used.</exception>
    public static ClientTrust? Open(ServerSettings settings, TimeProvider time, ILogger log)
    {
        if (settings.Http.ClientCertificates == ClientCertificates.No)
            return null;
        // Another authority's list says nothing of ours: the list of [server] belongs to the authority of [server].
        string authorities = settings.Http.CaCert ?? settings.Server.CaCert!;
        string? revocationLists = settings.Http.RevocationLists ?? (settings.Http.CaCert is null ? settings.Server.RevocationLists : null);
        var trust = new TrustStore(authorities, revocationLists, CertificatePurpose.Client, time, log);
        return new ClientTrust(trust, settings.Http.ClientCertificates == ClientCertificates.Require, time, log);
    }

    /// <summary>Lets the handshake ask for a certificate and judge it.</summary>
    public void Ask(SslServerAuthenticationOptions options)
    {
        _trust.Look(now: false);
        options.AskClient(_trust.Verifier, _time.GetUtcNow(), IsWelcome);
    }

    public IEnumerable<MetricValue> Metrics()
    {
        foreach (TlsRefusal reason in Enum.GetValues<TlsRefusal>().Where(reason => Interlocked.Read(ref _refused[(int)reason]) > 0))
        {
            yield return new(
                "loghog_https_clients_refused_total", $"reason=\"{PrometheusText.SnakeCase(reason.ToString())}\"", Interlocked.Read(ref _refused[(int)reason]),
                IsCounter: true, "Clients whose certificate was refused on the HTTPS port.");
        }
    }

    private bool IsWelcome(CertificateVerdict verdict)
    {
        if (verdict.Refusal == TlsRefusal.None || (verdict.Refusal == TlsRefusal.CertificateMissing && !_isRequired))
            return true;
        if (Interlocked.Increment(ref _refused[(int)verdict.Refusal]) == 1)
            HttpsLog.ClientRefused(_log, PrometheusText.SnakeCase(verdict.Refusal.ToString()), verdict.Identity, verdict.Detail);
        return false;
    }
}
