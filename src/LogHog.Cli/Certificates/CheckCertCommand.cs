using System.CommandLine;
using LogHog.Cli.Checking;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert check</c>: a file, or what a server shows.</summary>
internal static class CheckCertCommand
{
    private const int WarnDays = 30;

    private static readonly Argument<string> Target = new("FILE|HOST:PORT")
        { Description = "A PEM file with a certificate, usually with its key; or a server." };

    private static readonly Option<string?> Authorities = new("--ca")
        { HelpName = "FILE", Description = "The authorities to trust (default: for a file, a *-ca.cert near it; for a server, this machine's)." };

    private static readonly Option<string?> Lists = new("--crl")
        { HelpName = "FILE", Description = "Their revocation lists (default: NAME-ca.crl beside NAME-ca.cert, if there is one)." };

    private static readonly Option<string?> HostName = new("--name")
        { HelpName = "HOST", Description = "The host name that it must hold for (default: for a server, the one that is connected to)." };

    private static readonly Option<string?> ClientCertificate = new("--cert")
        { HelpName = "FILE", Description = "For a server: the client's certificate and key to show it." };

    private static readonly Option<int> Warn = new("--warn-days")
    {
        HelpName = "N",
        Description = $"Warn when it expires sooner (default: {WarnDays}).",
        DefaultValueFactory = static _ => WarnDays,
    };

    public static Command Build()
    {
        var command = new Command(
            "check",
            """
            Check a certificate as loghogd or a client would: chain, expiry, key, names, uses, strength, revocation, and who can read
            the key. Of a server it shows what a client sees, and what becomes of the client's certificate.

            Exit codes: 0 fine (perhaps with warnings), 1 something is wrong, 2 wrong command line, 4 server not reachable
            """)
        {
            Target, Authorities, Lists, HostName, ClientCertificate, Warn,
        };
        command.SetAction(static (parsed, cancel) => CertCommand.RunAsync(() => CheckAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancel)
    {
        string target = parsed.GetValue(Target)!;
        var report = new CheckReport(Console.Out);
        var trust = new TrustFiles(parsed.GetValue(Authorities), parsed.GetValue(Lists));
        TimeSpan warn = TimeSpan.FromDays(Math.Max(0, parsed.GetValue(Warn)));
        string? name = parsed.GetValue(HostName);
        if (File.Exists(target))
            FileCheck.Run(target, trust, name, warn, report);
        else if (SplitAddress(target) is not ({ } host, var port))
            return CertCommand.Wrong($"'{target}' is neither a file that exists nor HOST:PORT");
        else if (!await ServerCheck.RunAsync(host, port, trust, name, parsed.GetValue(ClientCertificate), warn, report, cancel))
            return ExitCode.Unreachable;
        Console.Out.WriteLine(report.Failures == 0 && report.Warnings == 0
            ? "All is well."
            : $"{report.Failures} wrong, {report.Warnings} to look at.");
        return report.Failures == 0 ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static (string? Host, int Port) SplitAddress(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out int port) && port is > 0 and <= 65_535
            ? (text[..colon].Trim('[', ']'), port)
            : (null, 0);
    }
}
