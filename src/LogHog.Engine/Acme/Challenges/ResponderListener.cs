using System.Net;
using System.Net.Sockets;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>Accepts the connections of those who come to see a challenge's answer: few at once, each for a few seconds.</summary>
internal sealed class ResponderListener : IAsyncDisposable
{
    // A certificate authority looks from five places or so; the others are strangers, who wait in the kernel's queue.
    private const int ConnectionsMax = 32;

    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(ConnectionsMax);
    private readonly List<Task> _loops = [];

    private ResponderListener()
    {
    }

    /// <summary>As bound: port 0 is resolved.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _sockets.Select(static socket => (IPEndPoint)socket.LocalEndPoint!)];

    /// <exception cref="AcmeException">An address cannot be had.</exception>
    public static ResponderListener Bind(IReadOnlyList<IPEndPoint> addresses)
    {
        ResponderListener listener = new();
        foreach (IPEndPoint address in addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            listener._sockets.Add(socket);
            try
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6)
                    socket.DualMode = false;
                socket.Bind(address);
                socket.Listen();
            }
            catch (SocketException cause)
            {
                listener.Close();
                throw new AcmeException(AcmeFailureKind.Responder, Problem(address, cause), cause);
            }
        }

        return listener;
    }

    /// <param name="serve">Serves a connection; what it throws for a peer's doing ends that connection only.</param>
    public void Start(Func<Stream, CancellationToken, Task> serve)
    {
        foreach (Socket socket in _sockets)
            _loops.Add(AcceptAsync(socket, serve));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Close();
        await Task.WhenAll(_loops);
        // What still serves gives its place back first.
        for (int place = 0; place < ConnectionsMax; place++)
            await _places.WaitAsync();
        _places.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Socket listening, Func<Stream, CancellationToken, Task> serve)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                Socket peer = await listening.AcceptAsync(_stop.Token);
                _ = ServeAsync(peer, serve);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                _places.Release();
                // Out of descriptors, or a peer that left before it was taken: the next one may fare better.
                if (!_stop.IsCancellationRequested)
                    await Task.Delay(AcceptPause);
            }
        }
    }

    private async Task ServeAsync(Socket peer, Func<Stream, CancellationToken, Task> serve)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(ConnectionTimeout);
            await using NetworkStream stream = new(peer, ownsSocket: true);
            await serve(stream, limit.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // A stranger, or one that was too slow: the certificate authority tells what it saw.
        }
        finally
        {
            _places.Release();
        }
    }

    private void Close()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
    }

    private static string Problem(IPEndPoint address, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Cannot listen on {address} for the challenges: another program has the port (a loghogd with [acme] keeps it, and renews alone). "
            + "Write another address in [acme] listen, or use webroot",
        SocketError.AccessDenied =>
            $"Cannot listen on {address} for the challenges: ports below 1024 need CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=) or root. "
            + "Write another port in [acme] listen and redirect to it, or use webroot",
        _ => $"Cannot listen on {address} for the challenges: {cause.Message}. Change [acme] listen",
    };
}
