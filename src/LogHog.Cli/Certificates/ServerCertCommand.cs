using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert server</c>, of old <c>loghog-server-cert</c>.</summary>
internal static class ServerCertCommand
{
    private static readonly NewCertOptions New = new();

    private static readonly Argument<string> Domain = new("DOMAIN")
    {
        Description = "The host name that clients connect to, and the name of the files (default: loghog).",
        DefaultValueFactory = static _ => AuthorityFiles.UsualName,
    };

    private static readonly Option<int> AuthorityDays = new("--ca-days")
    {
        HelpName = "N",
        Description = $"How long a new authority is valid (default: {NewCertOptions.AuthorityDays}).",
        DefaultValueFactory = static _ => NewCertOptions.AuthorityDays,
    };

    private static readonly Option<string[]> Permit = new("--permit")
    {
        HelpName = "DOMAIN,…",
        Description = "A new authority may sign for names of these domains only (name constraints).",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<bool> NewAuthority = new("--new-ca")
        { Description = "Replace the authority, too. Every certificate that it has signed is then worth nothing." };

    public static Command Build()
    {
        var command = new Command(
            "server",
            """
            Make the certificate of a server, and its authority if there is none yet: DOMAIN-ca.key, DOMAIN-ca.cert and
            DOMAIN-server.pem, which has key and certificate. It holds for DOMAIN, this machine's name, localhost and its addresses.
            To renew it under the same authority: --force. The link loghog-server-cert is this command.

            Exit codes: 0 done, 1 it cannot be done, 2 wrong command line
            """)
        {
            Domain, New.Names, New.Days, AuthorityDays, New.Rsa, Permit, New.Folder, New.Force, NewAuthority,
        };
        command.SetAction(parsed => CertCommand.Run(() => Make(parsed)));
        return command;
    }

    private static int Make(ParseResult parsed)
    {
        string domain = parsed.GetValue(Domain)!;
        if (!CertificateNames.IsName(domain))
            return CertCommand.Wrong($"'{domain}' is no host name; write letters, digits and . - _, at most {CertificateNames.CommonNameCharsMax}");
        List<string> names = [];
        List<IPAddress> addresses = [];
        if (Permitted(parsed) is not { } permitted)
            return CertCommand.Wrong("--permit: write domains with commas between them, such as example.com,internal");
        if (NewCertOptions.Sort([.. UsualNames(domain, permitted), .. parsed.GetValue(New.Names)!], names, addresses) is { } bad)
            return CertCommand.Wrong($"'{bad}' is neither a host name nor an address");
        if (NewCertOptions.NotAfter(parsed.GetValue(New.Days)) is not { } end)
            return CertCommand.Wrong(NewCertOptions.WhatDaysToWrite("--days"));
        if (NewCertOptions.NotAfter(parsed.GetValue(AuthorityDays)) is not { } authorityEnd)
            return CertCommand.Wrong(NewCertOptions.WhatDaysToWrite("--ca-days"));

        var files = new AuthorityFiles(Path.GetFullPath(parsed.GetValue(New.Folder)!), domain);
        if (File.Exists(files.Server) && !parsed.GetValue(New.Force) && !parsed.GetValue(NewAuthority))
            throw new CertificateFileException($"{files.Server} exists and stays as it is; to replace it under the same authority write --force");
        // An authority lives at least as long as what it is made for.
        X509Certificate2 authority = Authority(parsed, files, end > authorityEnd ? end : authorityEnd, permitted);
        X509Certificate2 server = CertificateIssuer.Issue(authority, new CertificateRequestOptions
        {
            Purpose = CertificatePurpose.Server,
            CommonName = domain,
            DnsNames = names,
            Addresses = addresses,
            Key = New.Key(parsed),
            NotBefore = NewCertOptions.NotBefore,
            NotAfter = end,
        });
        NewCertOptions.Verify(server, authority, CertificatePurpose.Server);
        CertificateFile.WritePrivate(
            files.Server, server.ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(server), replace: true, Caller.Owner());
        Tell(files, server, names, addresses);
        return ExitCode.Ok;
    }

    /// <summary>What clients may call the server without being asked, as far as the authority is to sign for it.</summary>
    private static IEnumerable<string> UsualNames(string domain, List<string> permitted)
    {
        string machine = Dns.GetHostName();
        string[] names = [domain, .. CertificateNames.IsHostName(machine) ? [machine] : Array.Empty<string>(), "localhost"];
        return names.Where(name => name == domain || permitted.Count == 0 || permitted.Exists(one => IsWithin(name, one))).Concat(["127.0.0.1", "::1"]);
    }

    private static bool IsWithin(string name, string domain) =>
        name.Equals(domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static List<string>? Permitted(ParseResult parsed)
    {
        List<string> domains = [];
        List<IPAddress> none = [];
        string? bad = NewCertOptions.Sort(parsed.GetValue(Permit)!.Select(static one => one.TrimStart('.')), domains, none);
        return bad is null && none.Count == 0 && !domains.Exists(static one => one.Contains('*')) ? domains : null;
    }

    /// <summary>The one that is there, or a new one.</summary>
    private static X509Certificate2 Authority(ParseResult parsed, AuthorityFiles files, DateTimeOffset end, List<string> permitted)
    {
        bool replace = parsed.GetValue(NewAuthority);
        if (!replace && File.Exists(files.Key) && File.Exists(files.Certificate))
        {
            Console.Out.WriteLine($"signed by  {files.Certificate}, which was there");
            return files.Open();
        }

        if (!replace && File.Exists(files.Key) != File.Exists(files.Certificate))
            throw new CertificateFileException($"of {files.Key} and {files.Certificate} only one is there; bring the other back, or write --new-ca to replace both");
        X509Certificate2 authority = CertificateIssuer.CreateAuthority(new AuthorityOptions
        {
            CommonName = AuthorityName(files.Name),
            Key = New.Key(parsed),
            NotBefore = NewCertOptions.NotBefore,
            NotAfter = end,
            PermittedDomains = permitted,
        });
        CertificateFile.WritePrivate(files.Key, CertificateIssuer.KeyPem(authority), replace, Caller.Owner());
        CertificateFile.WritePublic(files.Certificate, authority.ExportCertificatePem() + "\n", replace, Caller.Owner());
        // Lists that the authority before it has signed are nobody's now.
        if (replace)
            File.Delete(files.RevocationList);
        Console.Out.WriteLine($"made  {files.Key}   the authority's key: keep it, show it to nobody");
        Console.Out.WriteLine($"made  {files.Certificate}   the authority, until {NewCertOptions.Day(authority.NotAfter)}: give it to every client");
        return authority;
    }

    private static string AuthorityName(string domain) => domain.Length + 3 > CertificateNames.CommonNameCharsMax ? domain : "ca." + domain;

    private static void Tell(AuthorityFiles files, X509Certificate2 server, List<string> names, List<IPAddress> addresses)
    {
        Console.Out.WriteLine($"made  {files.Server}   the server's key and certificate, until {NewCertOptions.Day(server.NotAfter)}");
        Console.Out.WriteLine($"      for {string.Join(", ", names.Concat(addresses.Select(static address => address.ToString())))}");
        Console.Out.WriteLine(
            $"""
            In loghogd.conf:
            [server]
            listen_ipv4_ssl = 0.0.0.0
            pemfile = {files.Server}
            cacert = {files.Certificate}
            Then, for each client: loghog cert client NAME
            """);
    }
}
