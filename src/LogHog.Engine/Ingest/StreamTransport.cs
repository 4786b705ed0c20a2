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

    /// <summary>Sends all of it; may be used while somebody waits for <see cref="ReadableAsync"/>. One sender at a time.</summary>
    /// <exception cref="OperationCanceledException">The peer has not taken it in time; the connection is of no use any more.</exception>
    /// <exception cref="IOException">The peer is gone.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan timeout);

    /// <summary>Ends it from another loop: who waits for bytes sees the end.</summary>
    public abstract void Abort();

    /// <summary>
    /// Says goodbye, so that the peer gets what it was sent before, and the end of it. Nobody receives any more; never throws. A socket with
    /// bytes that nobody has read is reset when it is closed, and what is on its way to the peer is lost: so they are passed by first.
    /// </summary>
    public abstract ValueTask FinishAsync();

    public abstract void Dispose();

    /// <summary>The same of a socket, when all is sent.</summary>
    protected static void Finish(Socket socket)
    {
        // What a peer may have on its way; one that never stops is reset.
        const int passedBytesMax = 1 << 20;
        Span<byte> passed = stackalloc byte[4 << 10];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            for (int left = passedBytesMax; left > 0;)
            {
                int received = socket.Receive(passed, SocketFlags.None, out SocketError error);
                if (error != SocketError.Success || received == 0)
                    return;
                left -= received;
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }
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

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan timeout)
    {
        // The kernel nearly always has room for an answer.
        int sent = socket.Send(bytes.Span, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success && sent == bytes.Length)
            return ValueTask.CompletedTask;
        return error is SocketError.Success or SocketError.WouldBlock
            ? SendRestAsync(bytes[sent..], timeout)
            : ValueTask.FromException(new IOException(error.ToString()));
    }

    public override void Abort()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    public override ValueTask FinishAsync()
    {
        Finish(socket);
        return ValueTask.CompletedTask;
    }

    public override void Dispose() => socket.Dispose();

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes, TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, limit.Token)..];
        }
        catch (SocketException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
