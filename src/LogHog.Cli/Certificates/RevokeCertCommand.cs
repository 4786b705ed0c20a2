using System.CommandLine;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert revoke</c>: adds a certificate to the authority's revocation list.</summary>
internal static class RevokeCertCommand
{
    private static readonly Argument<string> What = new("FILE")
        { Description = "The certificate's PEM file; or, where the file is lost, its serial number in hexadecimal digits." };

    private static readonly Argument<string?> AuthorityFolder = new("CA-PATH")
        { Description = "The folder of the authority (default: as for loghog cert client).", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> AuthorityName = new("CA-NAME")
        { Description = "The name of the authority's files (default: loghog).", Arity = ArgumentArity.ZeroOrOne };

    public static Command Build()
    {
        var command = new Command(
            "revoke",
            """
            Take a certificate back: it is added to CA-NAME-ca.crl, which the authority signs. Name that file in loghogd.conf,
            [server] crl; the daemon sees the change by itself and closes the connections of who is on it.

            Exit codes: 0 done, 1 it cannot be done, 2 wrong command line
            """)
        {
            What, AuthorityFolder, AuthorityName,
        };
        command.SetAction(parsed => CertCommand.Run(() => Revoke(parsed)));
        return command;
    }

    private static int Revoke(ParseResult parsed)
    {
        AuthorityFiles files = AuthorityFiles.Find(parsed.GetValue(AuthorityFolder), parsed.GetValue(AuthorityName));
        X509Certificate2 authority = files.Open();
        if (Serial(parsed.GetValue(What)!, authority) is not { } serial)
            return CertCommand.Wrong($"'{parsed.GetValue(What)}' is neither a file nor a serial number");
        byte[]? list = Existing(files, authority);
        if (list is not null && IsThere(list, serial, files))
        {
            Console.Out.WriteLine($"{Convert.ToHexString(serial)} was revoked before");
            return ExitCode.Ok;
        }

        string longer = RevocationIssuer.Add(authority, list, serial, TimeProvider.System.GetUtcNow());
        CertificateFile.WritePublic(files.RevocationList, longer, replace: true, Caller.Owner());
        Console.Out.WriteLine($"revoked {Convert.ToHexString(serial)} in {files.RevocationList}");
        Console.Out.WriteLine($"In loghogd.conf: [server] crl = {files.RevocationList}");
        return ExitCode.Ok;
    }

    private static byte[]? Serial(string what, X509Certificate2 authority)
    {
        if (!File.Exists(what))
        {
            bool isNumber = what.Length is > 0 and <= 40 && what.Length % 2 == 0 && what.All(char.IsAsciiHexDigit);
            return isNumber ? Convert.FromHexString(what) : null;
        }

        PemContent content = PemContent.Read(what);
        X509Certificate2 certificate = content.HasKey ? content.Keyed().Certificate
            : content.Certificates.Count > 0 ? content.Certificates[0] : throw new CertificateFileException($"{what} has no certificate");
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
            ? certificate.SerialNumberBytes.ToArray()
            : throw new CertificateFileException($"{what} was signed by {certificate.Issuer}, not by {authority.Subject}; name its authority: CA-PATH and CA-NAME");
    }

    private static byte[]? Existing(AuthorityFiles files, X509Certificate2 authority)
    {
        if (!File.Exists(files.RevocationList))
            return null;
        IReadOnlyList<byte[]> lists = PemContent.Read(files.RevocationList).RevocationLists;
        byte[] der = lists.Count == 1 ? lists[0]
            : throw new CertificateFileException($"{files.RevocationList} has {lists.Count} revocation lists instead of one; move it away");
        // A list that somebody else has written must not become ours by being signed again.
        RevocationList.Read(der, [authority], files.RevocationList);
        return der;
    }

    private static bool IsThere(byte[] list, byte[] serial, AuthorityFiles files)
    {
        BigInteger wanted = new(serial, isUnsigned: false, isBigEndian: true);
        return RevocationListText.Read(list, files.RevocationList).Revoked.Any(one =>
            new BigInteger(Convert.FromHexString(one.Serial), isUnsigned: false, isBigEndian: true) == wanted);
    }
}
