using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Client.Tests;

/// <summary>A real socket on loopback that reads LogHog's frames, and can be made to die.</summary>
internal sealed class ListeningServer : IAsyncDisposable
{
    private static readonly BoundedChannelOptions Bound = new(100_000);

    private readonly Socket _listener;
    private readonly Channel<string> _bodies = Channel.CreateBounded<string>(Bound);
    private readonly Channel<Socket> _accepted = Channel.CreateBounded<Socket>(Bound);
    private readonly Task _running;

    public ListeningServer(int port = 0)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public ChannelReader<string> Bodies => _bodies.Reader;

    /// <summary>The connections, in the order in which they came.</summary>
    public ChannelReader<Socket> Accepted => _accepted.Reader;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        while (_accepted.Reader.TryRead(out Socket? socket))
            socket.Dispose();
        await _running;
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                await _accepted.Writer.WriteAsync(socket);
                connections.Add(ReadAsync(socket));
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
        catch (ObjectDisposedException)
        {
            // Disposed before the accept began.
        }
        await Task.WhenAll(connections);
    }

    private async Task ReadAsync(Socket socket)
    {
        var decoder = new LogHogDecoder();
        var logEvent = new LogEvent();
        byte[] buffer = new byte[2 << 20];
        int filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is var read && read > 0)
            {
                filled += read;
                int used = 0;
                while (decoder.Decode(buffer.AsMemory(used..filled), logEvent, out int consumed, out _) == DecodeStatus.Event)
                {
                    used += consumed;
                    await _bodies.Writer.WriteAsync(Encoding.UTF8.GetString(logEvent.Body.Span));
                }
                buffer.AsSpan(used..filled).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (SocketException)
        {
            // The test killed it.
        }
        catch (ObjectDisposedException)
        {
            // The test killed it.
        }
        socket.Dispose();
    }
}
