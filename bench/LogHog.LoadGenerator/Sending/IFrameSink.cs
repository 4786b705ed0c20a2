using System.Net;
using System.Net.Sockets;
using LogHog.LoadGenerator.Frames;

namespace LogHog.LoadGenerator.Sending;

/// <summary>One connected socket that takes frames.</summary>
internal interface IFrameSink : IDisposable
{
    /// <summary>Hands a run to the kernel, waiting for room.</summary>
    /// <returns>How many messages it took; the rest was refused (UDP only).</returns>
    int Send(FrameRun run);
}

/// <summary>A stream: the whole run is one write.</summary>
internal sealed class TcpSink : IFrameSink
{
    private readonly Socket _socket;

    public TcpSink(IPEndPoint target)
    {
        _socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Connect(target);
    }

    public int Send(FrameRun run)
    {
        ReadOnlySpan<byte> rest = run.All;
        while (!rest.IsEmpty)
            rest = rest[_socket.Send(rest)..];
        return run.Count;
    }

    // An orderly end: what was sent still arrives.
    public void Dispose()
    {
        _socket.Shutdown(SocketShutdown.Send);
        _socket.Dispose();
    }
}
