using System.Net.Sockets;

namespace LogHog.Client;

/// <summary>One socket to the server. It watches for the end of the stream, which is all that a server ever says.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly Task<SocketError> _end;

    private ServerConnection(Socket socket, LogHogClientOptions options)
    {
        _socket = socket;
        _timeout = options.Timeout;
        _time = options.Time;
        _end = options.Transport == LogHogTransport.Tcp ? WatchAsync(socket) : Task.FromResult(SocketError.Success);
        IsDatagram = options.Transport == LogHogTransport.Udp;
    }

    public bool IsDatagram { get; }

    /// <summary>The server has closed the stream or is gone: whatever is sent now is lost.</summary>
    /// <remarks>The watch may not have woken yet, so the system is asked as well: readable with nothing to read is the end.</remarks>
    public bool IsClosedByServer =>
        !IsDatagram && (_end.IsCompleted || (_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0));

    /// <exception cref="SocketException">Nobody there.</exception>
    /// <exception cref="TimeoutException">Nobody answered in time.</exception>
    public static async Task<ServerConnection> ConnectAsync(LogHogClientOptions options, CancellationToken cancellationToken)
    {
        Socket socket = options.Transport == LogHogTransport.Tcp
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await WithTimeoutAsync(
                token => socket.ConnectAsync(options.Host, options.Port, token), options.Timeout, options.Time, cancellationToken)
                .ConfigureAwait(false);
            return new ServerConnection(socket, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands all of it to the system: one datagram, or a piece of the stream.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="TimeoutException">The server has taken nothing for too long.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int sent = 0;
            await WithTimeoutAsync(
                async token => sent = await _socket.SendAsync(bytes, token).ConfigureAwait(false), _timeout, _time, cancellationToken)
                .ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Says that nothing more will come, and waits for the server to close in turn.</summary>
    /// <returns>Success = it did, in order; TimedOut = not yet; else how the connection broke.</returns>
    public async Task<SocketError> EndAsync(CancellationToken cancellationToken)
    {
        if (IsDatagram)
            return (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return await _end.WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return SocketError.TimedOut;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async Task<SocketError> WatchAsync(Socket socket)
    {
        byte[] noise = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(noise).ConfigureAwait(false) > 0)
            {
                // A server of LogHog says nothing; whoever else listens there may talk to itself.
            }
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    private static async Task WithTimeoutAsync(
        Func<CancellationToken, ValueTask> action, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await action(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The server does not answer.", cancelled);
        }
    }
}
