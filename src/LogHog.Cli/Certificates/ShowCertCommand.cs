using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert show</c>.</summary>
internal static class ShowCertCommand
{
    private static readonly Argument<string[]> Files = new("FILE") { Description = "PEM files.", Arity = ArgumentArity.OneOrMore };

    public static Command Build()
    {
        var command = new Command(
            "show",
            """
            Show what is in PEM files: certificates, revocation lists, and whether there is a key.

            Exit codes: 0 shown, 1 a file cannot be read, 2 wrong command line
            """)
        {
            Files,
        };
        command.SetAction(static parsed => CertCommand.Run(() =>
        {
            foreach (string file in parsed.GetValue(Files)!)
                Show(file);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static void Show(string file)
    {
        PemContent content = PemContent.Read(file);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        foreach (X509Certificate2 certificate in content.Certificates)
        {
            Console.Out.WriteLine($"{file}: certificate");
            foreach ((string name, string value) in CertificateText.Facts(certificate, now))
                Console.Out.WriteLine($"  {name,-10} {StatusCommand.Plain(value)}");
        }

        foreach (byte[] der in content.RevocationLists)
            ShowList(file, der);
        if (content.HasKey)
            Console.Out.WriteLine($"{file}: private key{(content.Certificates.Count > 0 ? $" of {content.Keyed().Certificate.Subject}" : "")}");
        if (content is { HasKey: false, Certificates.Count: 0, RevocationLists.Count: 0 })
            throw new CertificateFileException($"{file} has no PEM block of a certificate, a revocation list or a key");
    }

    private static void ShowList(string file, byte[] der)
    {
        RevocationListText list = RevocationListText.Read(der, file);
        Console.Out.WriteLine($"{file}: revocation list of {StatusCommand.Plain(list.Issuer)}, number {list.Number}");
        Console.Out.WriteLine($"  valid      {list.ThisUpdate:yyyy-MM-dd HH:mm}Z to {(list.NextUpdate is { } next ? $"{next:yyyy-MM-dd HH:mm}Z" : "the next one")}");
        foreach ((string serial, DateTimeOffset at) in list.Revoked)
            Console.Out.WriteLine($"  revoked    {serial} at {at:yyyy-MM-dd HH:mm}Z");
    }
}
