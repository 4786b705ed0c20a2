using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Interop.Tests;

/// <summary>A TCP connection to loghogd.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<Peer> ConnectAsync(LogHogProcess hog)
    {
        var peer = new Peer();
        await peer._socket.ConnectAsync(IPAddress.Loopback, hog.TcpPort);
        return peer;
    }

    /// <summary>Sends on a connection of its own, and returns when the server has read it to its end.</summary>
    public static async Task SendAllAsync(LogHogProcess hog, params byte[][] frames)
    {
        using Peer peer = await ConnectAsync(hog);
        foreach (byte[] frame in frames)
            await peer.SendAsync(frame);
        await peer.FinishAsync();
    }

    public static async Task SendDatagramAsync(LogHogProcess hog, byte[] datagram)
    {
        using var udp = new UdpClient(AddressFamily.InterNetwork);
        await udp.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, hog.UdpPort));
    }

    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            for (ReadOnlyMemory<byte> rest = bytes; rest.Length > 0;)
                rest = rest[await _socket.SendAsync(rest)..];
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.Shutdown or SocketError.ConnectionReset)
        {
            // It refused what had come and closed; what it made of it stands in its metrics.
        }
    }

    /// <summary>Ends the own side and waits for the server's end, which comes when it has read everything.</summary>
    public async Task FinishAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.NotConnected or SocketError.ConnectionReset)
        {
            // Closed already.
        }

        await ClosedByServerAsync();
    }

    /// <summary>Waits until the server has closed the connection; it never writes to it.</summary>
    public async Task ClosedByServerAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Assert.Equal(0, await _socket.ReceiveAsync(new byte[1], limit.Token));
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It closed with bytes of ours unread.
        }
    }

    public void Dispose() => _socket.Dispose();
}
