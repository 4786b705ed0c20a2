using System.CommandLine;
using System.Security.Cryptography;
using LogHog.Cli.Certificates.Acme;

namespace LogHog.Cli.Certificates;

/// <summary><c>loghog cert</c>: makes, shows, checks and revokes the certificates of servers and clients.</summary>
internal static class CertCommand
{
    public static Command Build() => new(
        "cert",
        """
        Certificates for TLS: make an authority with a server's and clients' certificates, show them, check them, revoke them.
        Private files get mode 0600; under sudo what is made belongs to the user behind it; nothing is overwritten silently.

        Examples:
          loghog cert server logs.example.com          an authority and a server's certificate, in this folder
          loghog cert client web01                     a client's, signed by the authority
          loghog cert check logs.example.com:5577 --ca loghog-ca.cert    what a client would see
          loghog cert revoke web01.pem                 take it back

        Exit codes: 0 done, 1 not well or it cannot be done, 2 wrong command line, 4 server not reachable
        """)
    {
        ServerCertCommand.Build(),
        ClientCertCommand.Build(),
        ShowCertCommand.Build(),
        CheckCertCommand.Build(),
        RevokeCertCommand.Build(),
        AcmeCommand.Build(),
    };

    /// <summary>Runs it; what a file, the disk or the arithmetic of keys refuses becomes a line and exit code 1.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            await Console.Error.WriteLineAsync($"loghog: {failure.Message}");
            return ExitCode.Trouble;
        }
    }

    public static Task<int> Run(Func<int> action) => RunAsync(() => Task.FromResult(action()));

    public static int Wrong(string text)
    {
        Console.Error.WriteLine($"loghog: {text}");
        return ExitCode.Usage;
    }
}
