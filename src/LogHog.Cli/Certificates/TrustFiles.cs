using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>Whom to trust, as the options say it.</summary>
internal sealed record TrustFiles(string? Authorities, string? RevocationLists)
{
    /// <summary>With what is found near a file where the options say nothing.</summary>
    public TrustFiles Near(string file, X509Certificate2 certificate)
    {
        string? authorities = Authorities ?? Nearby(file).FirstOrDefault(near => HasSigned(near, certificate));
        string? lists = RevocationLists ?? (authorities is null ? null : Path.ChangeExtension(authorities, ".crl"));
        return new TrustFiles(authorities, RevocationLists is null && !File.Exists(lists) ? null : lists);
    }

    /// <returns>Null when no authorities are named.</returns>
    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public CertificateVerifier? Verifier(CertificatePurpose purpose)
    {
        if (Authorities is null)
            return null;
        X509Certificate2Collection trusted = PemContent.Read(Authorities).Certificates;
        if (trusted.Count == 0)
            throw new CertificateFileException($"{Authorities} has no certificate");
        IReadOnlyList<RevocationList> lists = RevocationLists is null ? []
            : [.. PemContent.Read(RevocationLists).RevocationLists.Select(der => RevocationList.Read(der, trusted, RevocationLists))];
        return new CertificateVerifier(trusted, lists, purpose);
    }

    private static IEnumerable<string> Nearby(string file)
    {
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(file))!, Environment.CurrentDirectory, "/etc/loghogd", "/etc/loghogd/certs", "/usr/local/etc/loghogd"];
        return folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder, "*-ca.cert"));
    }

    private static bool HasSigned(string authority, X509Certificate2 certificate)
    {
        try
        {
            return PemContent.Read(authority).Certificates.Any(one => one.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));
        }
        catch (CertificateFileException)
        {
            return false;
        }
    }
}
