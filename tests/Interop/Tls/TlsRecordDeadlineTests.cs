using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>A record that is begun has to end within <c>frame_timeout</c>; who merely waits may wait.</summary>
public sealed class TlsRecordDeadlineTests : TlsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_does_not_end_a_record_is_closed_and_who_has_only_changed_the_key_is_not()
    {
        await using LogHogProcess hog = await StartAsync("[limits]\nframe_timeout = 1s\n");
        using Process quiet = StartOpenssl(TlsPort(hog));
        await SendAsync(quiet, Frame(TlsClient.Payload("shop", "before")));
        await WaitForLine(hog, "shop/root.log", "before");
        await SendAsync(quiet, "k\n"u8.ToArray());
        while (await quiet.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken) is { } line
            && !line.Contains("KEYUPDATE", StringComparison.Ordinal))
        {
        }

        // Its record is begun after the other's new key, so when it is closed the other's time has been over for longer.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, TlsPort(hog)), TestContext.Current.CancellationToken);
        await using SslStream tls = await ShakeHandsAsync(socket);
        socket.Send([0x17, 0x03, 0x03, 0x01]);
        await hog.WaitForMetrics(metrics => Refused(metrics, "handshake_timeout") > 0);

        // An end, and no reset, which would be an exception.
        Assert.Equal(0, await tls.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.False(quiet.HasExited);
        await SendAsync(quiet, Frame(TlsClient.Payload("shop", "after the new key")));
        await WaitForLine(hog, "shop/root.log", "after the new key");
        Assert.Equal(1, Refused(await hog.Metrics(), "handshake_timeout"));
        quiet.Kill();
    }

    private static async Task SendAsync(Process openssl, byte[] bytes)
    {
        await openssl.StandardInput.BaseStream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await openssl.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
    }

    private Process StartOpenssl(int port) => Process.Start(new ProcessStartInfo(
        "openssl", ["s_client", "-tls1_3", "-connect", $"127.0.0.1:{port}", "-cert", Folder["web01.pem"], "-key", Folder["web01.pem"], "-CAfile", Folder["loghog-ca.cert"]])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private async Task<SslStream> ShakeHandsAsync(Socket socket)
    {
        var tls = new SslStream(new NetworkStream(socket));
#pragma warning disable CA5359 // The server is ours.
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(Folder["web01.pem"]), null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
#pragma warning restore CA5359
        return tls;
    }
}
