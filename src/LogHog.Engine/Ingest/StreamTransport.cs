using System.Net.Sockets;

namespace LogHog.Engine.Ingest;

/// <summary>The bytes of a connection, plain or out of TLS. One reader at a time.</summary>
internal abstract class StreamTransport : IDisposable
{
    /// <summary>Ends when there may be something to receive, or the stream has ended. Holds no buffer meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public abstract ValueTask<int> ReadableAsync(CancellationToken stop);

    /// <summary>Takes what is there; never waits.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="offset">From where on, up to the end of the buffer.</param>
    /// <param name="isOver">Nothing more will come.</param>
    /// <returns>How many bytes; 0 = none for the moment.</returns>
    public abstract int Receive(byte[] buffer, int offset, out bool isOver);

    public abstract void Dispose();
}

/// <summary>A socket as it is.</summary>
internal sealed class PlainTransport(Socket socket) : StreamTransport
{
    public override ValueTask<int> ReadableAsync(CancellationToken stop) => socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, stop);

    public override int Receive(byte[] buffer, int offset, out bool isOver)
    {
        int received = socket.Receive(buffer.AsSpan(offset), SocketFlags.None, out SocketError error);
        isOver = error == SocketError.Success ? received == 0 : error != SocketError.WouldBlock;
        return error == SocketError.Success ? received : 0;
    }

    public override void Dispose() => socket.Dispose();
}
