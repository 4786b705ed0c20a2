using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LogHog.Engine.Certificates;

/// <summary>The blocks of a PEM file (RFC 7468), in their order; what stands between them is for people.</summary>
public sealed record PemContent
{
    // A bundle of all public authorities takes 250 KiB; what is larger is another file by mistake.
    private const int FileBytesMax = 1 << 20;

    // A chain has three, a bundle of all public authorities 150.
    private const int CertificatesMax = 1_000;

    private readonly string _path;
    private readonly List<string> _keys = [];

    private PemContent(string path) => _path = path;

    public X509Certificate2Collection Certificates { get; } = [];

    /// <summary>DER of the revocation lists.</summary>
    public IReadOnlyList<byte[]> RevocationLists { get; private init; } = [];

    public bool HasKey => _keys.Count > 0;

    /// <exception cref="CertificateFileException">It cannot be read, or a block is not what it says.</exception>
    public static PemContent Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > FileBytesMax })
                throw new CertificateFileException($"{path} is larger than {FileBytesMax} bytes; name a PEM file");
            return Parse(File.ReadAllText(path, Encoding.Latin1), path);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateFileException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <param name="text">The content of a file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="CertificateFileException">A block is not what it says.</exception>
    public static PemContent Parse(string text, string path)
    {
        List<byte[]> lists = [];
        PemContent content = new(path) { RevocationLists = lists };
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE")
                content.AddCertificate(Decode(rest[fields.Base64Data]));
            else if (label == "X509 CRL")
                lists.Add(Decode(rest[fields.Base64Data]));
            else if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                content._keys.Add(rest[fields.Location].ToString());
            rest = rest[fields.Location.End..];
        }

        return content;
    }

    /// <summary>The private key with its certificate, and the certificates above it as far as the file has them.</summary>
    /// <exception cref="CertificateFileException">There is no key, or none that belongs to a certificate of the file.</exception>
    public KeyedCertificate Keyed()
    {
        if (_keys.Count == 0)
            throw new CertificateFileException($"{_path} has no private key; put key and certificate into this one file");
        if (Certificates.Count == 0)
            throw new CertificateFileException($"{_path} has no certificate; put key and certificate into this one file");
        string key = _keys[0];
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new CertificateFileException($"the key in {_path} is encrypted and nobody is there to type the password; store it without one, mode 0600");
        foreach (X509Certificate2 certificate in Certificates)
        {
            if (WithKey(certificate, key) is { } keyed)
                return new KeyedCertificate(keyed, [.. Certificates.Where(other => other != certificate)]);
        }

        throw new CertificateFileException($"the key in {_path} belongs to none of the certificates there; put the pair into it that was made together");
    }

    private static byte[] Decode(ReadOnlySpan<char> base64) => Convert.FromBase64String(base64.ToString());

    private void AddCertificate(byte[] der)
    {
        if (Certificates.Count == CertificatesMax)
            throw new CertificateFileException($"{_path} has more than {CertificatesMax} certificates; name another file");
        try
        {
            Certificates.Add(X509CertificateLoader.LoadCertificate(der));
        }
        catch (CryptographicException failure)
        {
            throw new CertificateFileException($"certificate {Certificates.Count + 1} of {_path} is damaged: {failure.Message}", failure);
        }
    }

    /// <returns>Null when the key is another one's.</returns>
    private static X509Certificate2? WithKey(X509Certificate2 certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>What a server or client shows: its certificate with the private key, and the authorities above it.</summary>
/// <param name="Certificate">Has its private key.</param>
/// <param name="Chain">In the order of the file; may be empty.</param>
public sealed record KeyedCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain);
