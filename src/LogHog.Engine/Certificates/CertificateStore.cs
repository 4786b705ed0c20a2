using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Certificates;

/// <summary>
/// The certificate that a server shows, with its key and chain, from one PEM file. A file that was changed or replaced is read
/// again with the next handshake; one that cannot be used leaves the certificate in force as it was. Connections that exist keep theirs.
/// </summary>
public sealed class CertificateStore
{
    private readonly WatchedFiles<Shown> _file;
    private readonly ILogger _log;
    private volatile Shown _told;

    /// <param name="path">The PEM file.</param>
    /// <param name="time">When to look again.</param>
    /// <param name="log">Hears of new certificates, and of files that cannot be used.</param>
    /// <exception cref="CertificateFileException">It cannot be used.</exception>
    public CertificateStore(string path, TimeProvider time, ILogger log)
    {
        Path = path;
        _log = log;
        _file = new WatchedFiles<Shown>([path], () => new Shown(PemContent.Read(path).Keyed()), time);
        _told = _file.Current;
    }

    public string Path { get; }

    /// <summary>What the next handshake shows.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            Look(now: false);
            return _file.Current.Context;
        }
    }

    /// <summary>The same, to be looked at.</summary>
    public KeyedCertificate Certificate => _file.Current.Certificate;

    /// <summary>Looks at the file at once.</summary>
    /// <returns>Null when what is in the file is in force, else why not.</returns>
    public string? Reload() => Look(now: true);

    private string? Look(bool now) => _file.Look(now, TellNew, problem => CertificatesLog.KeepsOld(_log, Path, problem));

    private void TellNew(Shown fresh)
    {
        if (!fresh.Bytes.Span.SequenceEqual(_told.Bytes.Span))
            CertificatesLog.NewCertificate(
                _log, Path, fresh.Certificate.Certificate.Subject, fresh.Certificate.Certificate.NotAfter.ToUniversalTime());
        _told = fresh;
    }

    private sealed class Shown(KeyedCertificate certificate)
    {
        public KeyedCertificate Certificate => certificate;

        public ReadOnlyMemory<byte> Bytes => certificate.Certificate.RawDataMemory;

        /// <summary>Made once: the chain is looked for in the file alone, never in the network.</summary>
        public SslStreamCertificateContext Context { get; } =
            SslStreamCertificateContext.Create(certificate.Certificate, certificate.Chain, offline: true);
    }
}
