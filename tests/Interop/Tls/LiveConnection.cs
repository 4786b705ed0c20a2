using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Engine.Certificates;

namespace LogHog.Interop.Tests.Tls;

/// <summary>A connection over TLS that stays.</summary>
internal sealed class LiveConnection : IDisposable
{
    private readonly TcpClient _socket = new();
    private SslStream? _tls;

    /// <summary>Of the certificate that the server has shown.</summary>
    public string ServerSerial => ((X509Certificate2)_tls!.RemoteCertificate!).SerialNumber;

    public static async Task<LiveConnection> OpenAsync(int port, string pem)
    {
        LiveConnection connection = new();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        connection._tls = new SslStream(connection._socket.GetStream());
        KeyedCertificate own = PemContent.Read(pem).Keyed();
#pragma warning disable CA5359 // The server is the one to be judged by its tests, not by its certificate.
        await connection._tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate, null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
#pragma warning restore CA5359
        return connection;
    }

    public async Task SendAsync(string payload)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        byte[] frame = [(byte)(bytes.Length >> 24), (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, 0, 0, 0, 0, .. bytes];
        await _tls!.WriteAsync(frame);
    }

    /// <summary>Whether the server closes it.</summary>
    public async Task<bool> HasEndedAsync()
    {
        try
        {
            return await _tls!.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _tls?.Dispose();
        _socket.Dispose();
    }
}
