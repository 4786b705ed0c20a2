using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert client</c>, of old <c>loghog-client-cert</c>.</summary>
internal static class ClientCertCommand
{
    private static readonly NewCertOptions New = new();

    private static readonly Argument<string> Name = new("NAME")
        { Description = "Who the client is, usually its host name; [client:NAME] in loghogd.conf is about it. Also the name of the file." };

    private static readonly Argument<string?> AuthorityFolder = new("CA-PATH")
    {
        Description = "The folder of the authority (default: the first that has one of: this folder, /etc/loghogd, /etc/loghogd/certs, /usr/local/etc/loghogd).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string?> AuthorityName = new("CA-NAME")
        { Description = "The name of the authority's files, CA-NAME-ca.key and CA-NAME-ca.cert (default: loghog).", Arity = ArgumentArity.ZeroOrOne };

    public static Command Build()
    {
        var command = new Command(
            "client",
            """
            Make the certificate of a client, signed by the authority: NAME.pem, which has key and certificate. The client needs
            this file and the authority's CA-NAME-ca.cert. The link loghog-client-cert is this command.

            Exit codes: 0 done, 1 it cannot be done, 2 wrong command line
            """)
        {
            Name, AuthorityFolder, AuthorityName, New.Names, New.Days, New.Rsa, New.Folder, New.Force,
        };
        command.SetAction(parsed => CertCommand.Run(() => Make(parsed)));
        return command;
    }

    private static int Make(ParseResult parsed)
    {
        string name = parsed.GetValue(Name)!;
        if (!CertificateNames.IsName(name))
            return CertCommand.Wrong($"'{name}' is no name; write letters, digits and . - _ @, at most {CertificateNames.CommonNameCharsMax}");
        List<string> names = [];
        List<IPAddress> addresses = [];
        // A name that is no host name (alice@laptop) stands in the common name alone.
        string[] own = CertificateNames.IsHostName(name) || IPAddress.TryParse(name, out _) ? [name] : [];
        if (NewCertOptions.Sort([.. own, .. parsed.GetValue(New.Names)!], names, addresses) is { } bad)
            return CertCommand.Wrong($"'{bad}' is neither a host name nor an address");
        if (names.Exists(static one => one.Contains('*')))
            return CertCommand.Wrong("--san: a client has no wildcard names; write each");
        if (NewCertOptions.NotAfter(parsed.GetValue(New.Days)) is not { } end)
            return CertCommand.Wrong(NewCertOptions.WhatDaysToWrite("--days"));
        string file = Path.Combine(Path.GetFullPath(parsed.GetValue(New.Folder)!), name + ".pem");
        if (File.Exists(file) && !parsed.GetValue(New.Force))
            throw new CertificateFileException($"{file} exists and stays as it is; to replace it write --force");

        AuthorityFiles files = AuthorityFiles.Find(parsed.GetValue(AuthorityFolder), parsed.GetValue(AuthorityName));
        X509Certificate2 authority = files.Open();
        X509Certificate2 client = CertificateIssuer.Issue(authority, new CertificateRequestOptions
        {
            Purpose = CertificatePurpose.Client,
            CommonName = name,
            DnsNames = names,
            Addresses = addresses,
            Key = New.Key(parsed),
            NotBefore = NewCertOptions.NotBefore,
            NotAfter = end,
        });
        NewCertOptions.Verify(client, authority, CertificatePurpose.Client);
        CertificateFile.WritePrivate(
            file, client.ExportCertificatePem() + "\n" + CertificateIssuer.KeyPem(client), parsed.GetValue(New.Force), Caller.Owner());
        Console.Out.WriteLine($"made  {file}   the client's key and certificate, until {NewCertOptions.Day(client.NotAfter)}");
        Console.Out.WriteLine($"Give it to the client together with {files.Certificate}, which says whom it trusts.");
        return ExitCode.Ok;
    }
}
