using System.Net.Sockets;

namespace LogHog.Cli.Sending;

/// <summary>
/// LogHog's protocol has no acknowledgement. What can be known: the connection was taken, nobody closed it while we wrote,
/// and after our end of file the server closed in order, so it has read every byte.
/// </summary>
internal sealed class TcpTransport : ITransport
{
    // Long enough for a far or busy server; a script must not hang for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly ServerAddress _server;
    private readonly Socket _socket;

    private TcpTransport(ServerAddress server, Socket socket)
    {
        _server = server;
        _socket = socket;
    }

    public static async Task<TcpTransport> Connect(ServerAddress server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, limit.Token);
            return new TcpTransport(server, socket);
        }
        catch (Exception cause) when (cause is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new UnreachableException(cause is SocketException
                ? $"{server}: {cause.Message}. Is loghogd running there? (loghog check, on its machine)"
                : $"{server}: no answer within {Limit.TotalSeconds} s");
        }
    }

    public async Task Send(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        // The server never writes: something to read is its end of file.
        if (_socket.Poll(0, SelectMode.SelectRead)) throw Closed();
        try
        {
            foreach (ReadOnlyMemory<byte> frame in frames)
            {
                for (int sent = 0; sent < frame.Length;)
                    sent += await _socket.SendAsync(frame[sent..], SocketFlags.None);
            }
        }
        catch (SocketException)
        {
            throw Closed();
        }
    }

    public async Task Finish()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            byte[] nothing = new byte[1];
            await _socket.ReceiveAsync(nothing, SocketFlags.None, limit.Token);
        }
        catch (SocketException)
        {
            throw Closed();
        }
        catch (OperationCanceledException)
        {
            throw new UnreachableException($"{_server}: it did not take the messages within {Limit.TotalSeconds} s");
        }
    }

    public void Dispose() => _socket.Dispose();

    private UnreachableException Closed() =>
        new($"{_server} closed the connection before it had read everything; its /metrics tell why (loghog_events_rejected_total)");
}
