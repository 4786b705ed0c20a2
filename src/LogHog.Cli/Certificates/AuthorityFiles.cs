using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>An authority's files in a folder: <c>NAME-ca.key</c>, <c>NAME-ca.cert</c>, <c>NAME-ca.crl</c>; and its server's, <c>NAME-server.pem</c>.</summary>
internal sealed record AuthorityFiles(string Folder, string Name)
{
    public const string UsualName = "loghog";

    /// <summary>Where an authority is looked for when nobody says where it is (spec §5).</summary>
    private static readonly string[] UsualFolders = [".", "/etc/loghogd", "/etc/loghogd/certs", "/usr/local/etc/loghogd"];

    public string Key => Path.Combine(Folder, $"{Name}-ca.key");

    public string Certificate => Path.Combine(Folder, $"{Name}-ca.cert");

    public string RevocationList => Path.Combine(Folder, $"{Name}-ca.crl");

    public string Server => Path.Combine(Folder, $"{Name}-server.pem");

    /// <param name="folder">Where it is; null = the first of the usual folders that has both files.</param>
    /// <param name="name">Its name; null = loghog.</param>
    /// <exception cref="CertificateFileException">There is none.</exception>
    public static AuthorityFiles Find(string? folder, string? name)
    {
        name ??= UsualName;
        if (!CertificateNames.IsName(name))
            throw new CertificateFileException($"'{name}' is no name of an authority; write letters, digits and . - _");
        string[] folders = folder is null ? UsualFolders : [folder];
        AuthorityFiles[] places = [.. folders.Select(one => new AuthorityFiles(Path.GetFullPath(one), name))];
        return places.FirstOrDefault(static place => File.Exists(place.Key) && File.Exists(place.Certificate))
            ?? throw new CertificateFileException(Missing(places));
    }

    /// <summary>The authority with its key, able to sign.</summary>
    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public X509Certificate2 Open()
    {
        string text = Text(Certificate) + "\n" + Text(Key);
        KeyedCertificate authority = PemContent.Parse(text, $"{Key} and {Certificate}").Keyed();
        return authority.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static basic => basic.CertificateAuthority)
            || authority.Certificate.Version < 3
            ? authority.Certificate
            : throw new CertificateFileException($"{Certificate} is no authority's certificate");
    }

    private static string Missing(AuthorityFiles[] places)
    {
        IEnumerable<string> missing = places.Length == 1
            ? new[] { places[0].Key, places[0].Certificate }.Where(static file => !File.Exists(file)).Select(static file => $"{file} does not exist")
            : [$"no folder of {string.Join(", ", UsualFolders)} has both {Path.GetFileName(places[0].Key)} and {Path.GetFileName(places[0].Certificate)}"];
        return $"{string.Join("; ", missing)}. Make an authority with loghog cert server, or say where it is: CA-PATH and CA-NAME";
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException($"{file} cannot be read: {failure.Message}", failure);
        }
    }
}
