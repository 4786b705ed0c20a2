using System.Net.Sockets;

namespace LogHog.Cli.Sending;

/// <summary>One datagram a message. Only a machine that says at once that nobody listens is noticed.</summary>
internal sealed class UdpTransport : ITransport
{
    /// <summary>What IPv4 can carry: 65,535 less the headers of IP and UDP.</summary>
    private const int DatagramBytesMax = 65_507;

    // On this machine and in the same network the refusal is back in less.
    private static readonly TimeSpan RefusalWait = TimeSpan.FromMilliseconds(20);

    private readonly ServerAddress _server;
    private readonly Socket _socket;

    private UdpTransport(ServerAddress server, Socket socket)
    {
        _server = server;
        _socket = socket;
    }

    public static async Task<UdpTransport> Connect(ServerAddress server)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port);
            return new UdpTransport(server, socket);
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new UnreachableException($"{server}: {cause.Message}");
        }
    }

    public async Task Send(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            if (frame.Length > DatagramBytesMax)
                throw new UsageException($"A message of {frame.Length} bytes does not fit into a datagram; leave --udp away");
            try
            {
                await _socket.SendAsync(frame, SocketFlags.None);
            }
            catch (SocketException cause)
            {
                throw new UnreachableException($"{_server}: {cause.Message}");
            }
        }
    }

    public Task Finish()
    {
        // The other side's "port unreachable" becomes the socket's error.
        if (!_socket.Poll(RefusalWait, SelectMode.SelectError)) return Task.CompletedTask;
        var cause = new SocketException((int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!);
        throw new UnreachableException($"{_server}: {cause.Message}. Does loghogd listen there for UDP?");
    }

    public void Dispose() => _socket.Dispose();
}
