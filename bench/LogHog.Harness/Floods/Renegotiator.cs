using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LogHog.Harness.Floods;

/// <summary>
/// A client over TLS 1.2 that renegotiates, which .NET's cannot: OpenSSL's own library, in this process. (A new <c>openssl s_client</c> for
/// each connection costs others more than what it makes the server do.)
/// </summary>
internal sealed partial class Renegotiator : IDisposable
{
    private const string Library = "libssl.so.3";
    private const int Tls12 = 0x0303;
    private const int SetMaxProtocolVersion = 124; // SSL_CTRL_SET_MAX_PROTO_VERSION
    private const int Pem = 1; // SSL_FILETYPE_PEM

    private readonly nint _context;

    /// <param name="pem">Certificate and key.</param>
    public Renegotiator(string pem)
    {
        _context = SSL_CTX_new(TLS_client_method());
        _ = SSL_CTX_ctrl(_context, SetMaxProtocolVersion, Tls12, 0);
        if (SSL_CTX_use_certificate_chain_file(_context, pem) != 1 || SSL_CTX_use_PrivateKey_file(_context, pem, Pem) != 1)
            throw new InvalidOperationException($"OpenSSL cannot read {pem}");
    }

    /// <summary>Connects and renegotiates until it is thrown out, or the end. Blocks.</summary>
    /// <param name="target">The server.</param>
    /// <param name="pause">Between two renegotiations.</param>
    /// <param name="end">No further one.</param>
    public void Run(IPEndPoint target, TimeSpan pause, CancellationToken end)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(target);
        nint ssl = SSL_new(_context);
        try
        {
            _ = SSL_set_fd(ssl, (int)socket.SafeHandle.DangerousGetHandle());
            // What waits for a server that does not answer ends, too.
            using CancellationTokenRegistration close = end.Register(() => socket.Shutdown(SocketShutdown.Both));
            if (SSL_connect(ssl) != 1)
                return;
            while (!end.IsCancellationRequested && SSL_renegotiate(ssl) == 1 && SSL_do_handshake(ssl) == 1 && SSL_write(ssl, "\n"u8, 1) == 1)
                end.WaitHandle.WaitOne(pause);
        }
        finally
        {
            SSL_free(ssl);
        }
    }

    public void Dispose() => SSL_CTX_free(_context);

    [LibraryImport(Library)]
    private static partial nint TLS_client_method();

    [LibraryImport(Library)]
    private static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Library)]
    private static partial void SSL_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint pointer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SSL_CTX_use_certificate_chain_file(nint context, string file);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SSL_CTX_use_PrivateKey_file(nint context, string file, int kind);

    [LibraryImport(Library)]
    private static partial nint SSL_new(nint context);

    [LibraryImport(Library)]
    private static partial void SSL_free(nint ssl);

    [LibraryImport(Library)]
    private static partial int SSL_set_fd(nint ssl, int descriptor);

    [LibraryImport(Library)]
    private static partial int SSL_connect(nint ssl);

    [LibraryImport(Library)]
    private static partial int SSL_renegotiate(nint ssl);

    [LibraryImport(Library)]
    private static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Library)]
    private static partial int SSL_write(nint ssl, ReadOnlySpan<byte> bytes, int length);
}
