using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Certificates;

/// <summary>
/// Whom a server trusts: the authorities of one PEM file and their revocation lists of another, read again when one of them changes.
/// Files that cannot be used leave the trust as it was.
/// </summary>
public sealed class TrustStore
{
    private readonly string _name;
    private readonly WatchedFiles<CertificateVerifier> _files;
    private readonly ILogger _log;

    /// <param name="authorities">PEM of the authorities.</param>
    /// <param name="revocationLists">PEM of their lists; null = none.</param>
    /// <param name="purpose">What peers must be allowed to be.</param>
    /// <param name="time">When to look again.</param>
    /// <param name="log">Hears of changes, and of files that cannot be used.</param>
    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public TrustStore(string authorities, string? revocationLists, CertificatePurpose purpose, TimeProvider time, ILogger log)
    {
        _name = revocationLists is null ? authorities : $"{authorities} and {revocationLists}";
        _log = log;
        string[] paths = revocationLists is null ? [authorities] : [authorities, revocationLists];
        _files = new WatchedFiles<CertificateVerifier>(paths, () => Read(authorities, revocationLists, purpose), time);
    }

    /// <summary>Never changes; another one after a change.</summary>
    public CertificateVerifier Verifier => _files.Current;

    /// <summary>Reads both files, whatever they hold.</summary>
    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public static CertificateVerifier Read(string authorities, string? revocationLists, CertificatePurpose purpose)
    {
        X509Certificate2Collection trusted = PemContent.Read(authorities).Certificates;
        if (trusted.Count == 0)
            throw new CertificateFileException($"{authorities} has no certificate; write the path of the authority's, such as loghog-ca.cert");
        if (revocationLists is null)
            return new CertificateVerifier(trusted, [], purpose);
        IReadOnlyList<byte[]> lists = PemContent.Read(revocationLists).RevocationLists;
        if (lists.Count == 0)
            throw new CertificateFileException($"{revocationLists} has no revocation list (BEGIN X509 CRL); loghog cert revoke makes one");
        return new CertificateVerifier(trusted, [.. lists.Select(der => RevocationList.Read(der, trusted, revocationLists))], purpose);
    }

    /// <summary>Looks whether the files have changed, at most once a second unless it is to be now.</summary>
    /// <returns>Null when what is in the files is in force, else why not.</returns>
    public string? Look(bool now) => _files.Look(now, TellNew, problem => CertificatesLog.KeepsTrust(_log, _name, problem));

    private void TellNew(CertificateVerifier fresh) =>
        CertificatesLog.NewTrust(_log, _name, fresh.Authorities.Count, fresh.Revocations.Sum(static list => list.Count));
}
