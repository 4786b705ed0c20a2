using System.CommandLine;
using System.Net.Security;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Status;

/// <summary>Over HTTPS: whom we trust, and who we are.</summary>
/// <param name="CaFile">The authorities that may have signed the server's certificate, PEM; null = the system's.</param>
/// <param name="CertificateFile">Our own certificate with its key, PEM; null = we have none.</param>
internal sealed record DaemonTrust(string? CaFile, string? CertificateFile)
{
    private const string CaVariable = "LOGHOG_CA_FILE";
    private const string CertificateVariable = "LOGHOG_CERT";

    /// <summary>What the environment says.</summary>
    public static DaemonTrust Usual => new(Variable(CaVariable), Variable(CertificateVariable));

    /// <summary>For this machine's own daemon, whose certificate is for another name than its address: no more is believed than over plain HTTP.</summary>
    public bool IsOwnMachine { get; init; }

    /// <summary><c>--ca-file FILE</c>.</summary>
    public static Option<string?> CaOption() => new("--ca-file")
    {
        HelpName = "FILE",
        Description = $"For an https:// server: trust the authorities of this PEM file instead of the system's (default: ${CaVariable}).",
        DefaultValueFactory = static _ => Variable(CaVariable),
    };

    /// <summary><c>--cert FILE</c>.</summary>
    public static Option<string?> CertificateOption() => new("--cert")
    {
        HelpName = "FILE",
        Description = $"For an https:// server that asks: our own certificate and its key, one PEM file (default: ${CertificateVariable}).",
        DefaultValueFactory = static _ => Variable(CertificateVariable),
    };

    /// <exception cref="CertificateFileException">A file cannot be used.</exception>
    public void ApplyTo(SslClientAuthenticationOptions options)
    {
        if (IsOwnMachine)
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        else if (CaFile is not null)
            options.CertificateChainPolicy = TrustStore.Read(CaFile, revocationLists: null, CertificatePurpose.Server).Policy(TimeProvider.System.GetUtcNow());
        if (CertificateFile is null)
            return;
        KeyedCertificate own = PemContent.Read(CertificateFile).Keyed();
        options.ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate, own.Chain, offline: true);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
