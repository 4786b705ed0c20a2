using System.Net.Security;
using LogHog.Engine.Acme;
using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http.Tls;

/// <summary>The certificate that the HTTP port shows. That of <c>[acme]</c> may not be there yet: then nobody can shake hands, and all else works.</summary>
internal sealed class ShownCertificate
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly bool _mayBeMissing;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile CertificateStore? _store;
    private long _handshakesWithout;

    private ShownCertificate(string path, bool mayBeMissing, TimeProvider time, ILogger log)
    {
        _path = path;
        _mayBeMissing = mayBeMissing;
        _time = time;
        _log = log;
    }

    /// <exception cref="CertificateFileException">The file cannot be used.</exception>
    public static ShownCertificate Open(ServerSettings settings, TimeProvider time, ILogger log)
    {
        bool isAcme = settings.Http.Tls == HttpTls.Acme;
        string path = isAcme
            ? Path.Combine(settings.Acme!.Folder, AcmeControl.CertificateName)
            : settings.Http.PemFile ?? settings.Server.PemFile!;
        var shown = new ShownCertificate(path, isAcme, time, log);
        if (!isAcme)
            shown._store = new CertificateStore(path, time, log);
        else if (shown.Store is null)
            HttpsLog.NoCertificateYet(log, path);
        return shown;
    }

    /// <summary>For the next handshake; null = there is none yet.</summary>
    public SslStreamCertificateContext? Current
    {
        get
        {
            if (Store is { } store)
                return store.Current;
            Interlocked.Increment(ref _handshakesWithout);
            return null;
        }
    }

    public IEnumerable<MetricValue> Metrics()
    {
        if (_mayBeMissing)
        {
            yield return new(
                "loghog_https_handshakes_without_certificate_total", "", Interlocked.Read(ref _handshakesWithout), IsCounter: true,
                "Connections to the HTTPS port before its certificate had come.");
        }
        else if (_store is { } store)
        {
            DateTimeOffset end = new(store.Certificate.Certificate.NotAfter);
            yield return new(
                "loghog_certificate_expiry_timestamp_seconds", "certificate=\"https\"", end.ToUnixTimeSeconds(), IsCounter: false,
                "When a certificate ends, in Unix seconds.");
        }
    }

    private CertificateStore? Store
    {
        get
        {
            if (_store is { } known)
                return known;
            lock (_lock)
            {
                if (_store is null && File.Exists(_path))
                    _store = Open();
                return _store;
            }
        }
    }

    private CertificateStore? Open()
    {
        try
        {
            return new CertificateStore(_path, _time, _log);
        }
        catch (IOException problem)
        {
            HttpsLog.Unusable(_log, problem.Message);
            return null;
        }
    }
}
