using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LogHog.LoadGenerator.Frames;

namespace LogHog.LoadGenerator.Sending;

/// <summary>A stream inside TLS: the whole run is one write, which becomes records of 16 KiB.</summary>
internal sealed class TlsSink : IFrameSink
{
    // A server that has nothing more to read closes at once.
    private const int CloseMilliseconds = 10_000;

    private readonly NetworkStream _socket;
    private readonly SslStream _tls;

    /// <param name="target">The server.</param>
    /// <param name="pem">The client's key and certificate.</param>
    public TlsSink(IPEndPoint target, string pem)
    {
        Socket socket = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(target);
        _socket = new NetworkStream(socket, ownsSocket: true);
        _tls = new SslStream(_socket);
#pragma warning disable CA5359 // It measures a server of its own.
        _tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(pem), null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
#pragma warning restore CA5359
    }

    public int Send(FrameRun run)
    {
        _tls.Write(run.All);
        return run.Count;
    }

    /// <summary>An orderly end: what was sent still arrives. Session tickets that were never read would make the kernel cut it off.</summary>
    public void Dispose()
    {
        try
        {
            _tls.ShutdownAsync().GetAwaiter().GetResult();
            _socket.Socket.Shutdown(SocketShutdown.Send);
            _socket.ReadTimeout = CloseMilliseconds;
            byte[] unread = new byte[4096];
            while (_socket.Read(unread) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The server has closed first, or does not close at all; whether it has everything is seen in its files.
        }

        _tls.Dispose();
    }
}
