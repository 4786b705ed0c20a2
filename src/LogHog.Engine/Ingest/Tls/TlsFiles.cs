using LogHog.Engine.Certificates;
using LogHog.Engine.Configuration;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>The files of TLS under the names that the settings give them, each followed.</summary>
internal sealed record TlsFiles(CertificateStore Certificate, TrustStore Trust, string? PemFile, string? CaCert, string? RevocationLists)
{
    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public static TlsFiles Open(ListenSettings settings, TimeProvider time, ILogger log) => new(
        new CertificateStore(settings.PemFile!, time, log),
        new TrustStore(settings.CaCert!, settings.RevocationLists, CertificatePurpose.Client, time, log),
        settings.PemFile,
        settings.CaCert,
        settings.RevocationLists);

    public bool AreThose(ListenSettings settings) =>
        settings.PemFile == PemFile && settings.CaCert == CaCert && settings.RevocationLists == RevocationLists;
}
