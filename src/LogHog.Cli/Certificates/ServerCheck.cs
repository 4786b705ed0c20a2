using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LogHog.Cli.Checking;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>The findings about a server: what a client sees, and what the server says to the client's certificate.</summary>
internal sealed class ServerCheck
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    // A refusal comes within a round trip after the handshake; a server that has nothing against us says nothing.
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(2);

    private readonly X509Certificate2Collection _sent = [];
    private X509Certificate2? _certificate;
    private SslPolicyErrors _errors;
    private string[] _wantedIssuers = [];

    /// <returns>False: nobody is there.</returns>
    public static async Task<bool> RunAsync(
        string host, int port, TrustFiles trust, string? name, string? clientFile, TimeSpan warn, CheckReport report, CancellationToken cancel)
    {
        KeyedCertificate? client = clientFile is null ? null : PemContent.Read(clientFile).Keyed();
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(host, port, cancel).AsTask().WaitAsync(ConnectLimit, cancel);
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            Console.Error.WriteLine($"loghog: cannot connect to {host}:{port}: {failure.Message}");
            return false;
        }

        await new ServerCheck().CheckAsync(socket, host, trust, name, client, warn, report, cancel);
        return true;
    }

    private async Task CheckAsync(
        TcpClient socket, string host, TrustFiles trust, string? name, KeyedCertificate? client, TimeSpan warn, CheckReport report, CancellationToken cancel)
    {
        await using var tls = new SslStream(socket.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(Options(name ?? host, client), cancel).WaitAsync(ConnectLimit, cancel);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or TimeoutException)
        {
            report.Fail($"handshake: {(failure.InnerException ?? failure).Message}");
        }

        if (tls.IsAuthenticated)
            report.Ok($"handshake: {tls.SslProtocol}, {tls.NegotiatedCipherSuite}");
        if (_certificate is null)
            return;
        report.Ok($"certificate: {StatusCommand.Plain(_certificate.Subject)}, serial {_certificate.SerialNumber}");
        CertificateFindings.Expiry(_certificate, warn, report);
        if (trust.Verifier(CertificatePurpose.Server) is { } verifier)
            CertificateFindings.Verdict(verifier.Verify(_certificate, _sent, TimeProvider.System.GetUtcNow()), CertificatePurpose.Server, trust, report);
        else if (_errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            report.Fail("chain: this machine trusts nobody who has signed it; name the authority with --ca");
        else
            report.Ok("chain: signed by an authority that this machine trusts");
        CertificateFindings.HostName(_certificate, name ?? host, report);
        if (tls.IsAuthenticated)
            await ClientAsync(tls, client, report, cancel);
    }

#pragma warning disable CA5359 // What is wrong with the server is told, not acted on: nothing is sent to it.
    private SslClientAuthenticationOptions Options(string name, KeyedCertificate? client) => new()
    {
        TargetHost = name,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            _certificate = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            foreach (X509Certificate2 other in chain?.ChainPolicy.ExtraStore ?? [])
                _sent.Add(X509CertificateLoader.LoadCertificate(other.RawData));
            _errors = errors;
            return true;
        },
        LocalCertificateSelectionCallback = (_, _, _, _, issuers) =>
        {
            if (issuers.Length > 0)
                _wantedIssuers = issuers;
            return client?.Certificate!;
        },
    };
#pragma warning restore CA5359

    /// <summary>With TLS 1.3 the client has finished before the server has judged its certificate: the answer comes afterwards.</summary>
    private async Task ClientAsync(SslStream tls, KeyedCertificate? client, CheckReport report, CancellationToken cancel)
    {
        string wanted = _wantedIssuers.Length == 0 ? "" : $"; it wants one signed by {StatusCommand.Plain(string.Join(" or ", _wantedIssuers))}";
        string shown = client is null ? "without a certificate" : $"with {StatusCommand.Plain(client.Certificate.Subject)}";
        try
        {
            int read = await tls.ReadAsync(new byte[1], cancel).AsTask().WaitAsync(RefusalLimit, cancel);
            if (read > 0)
                report.Ok($"client: taken {shown}");
            else
                report.Fail($"client: the server closes the connection {shown}{wanted}");
        }
        catch (TimeoutException)
        {
            report.Ok($"client: taken {shown}");
        }
        catch (IOException failure)
        {
            report.Fail($"client: refused {shown}: {(failure.InnerException ?? failure).Message}{wanted}");
        }
    }
}
