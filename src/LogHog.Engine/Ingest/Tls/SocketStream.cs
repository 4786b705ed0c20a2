using System.Diagnostics;
using System.Net.Sockets;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// The socket beneath SslStream. While the handshake lasts, what has been received is worked on by threads that give way to the connections
/// that exist; afterwards it reads ahead where it may, and tells since when a record is unfinished.
/// </summary>
internal sealed class SocketStream(Socket socket, HandshakeThreads threads) : Stream
{
    private readonly ReadAhead _ahead = new();
    private bool _isHandshaking = true;
    private byte[]? _tickets;
    private long _receivedAt;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>When bytes were received that are not yet decrypted (<see cref="Stopwatch.GetTimestamp"/>); 0 = there are none.</summary>
    public long ReceivedAt => Volatile.Read(ref _receivedAt);

    public void ForgetReceived() => Volatile.Write(ref _receivedAt, 0);

    /// <summary>
    /// How many bytes may be received in one piece, because whoever reads has room for what becomes of them; 0 = what SslStream asks for,
    /// so that a connection that nobody reads holds no more than a record.
    /// </summary>
    public int AheadBytesMax { get; set; }

    public void EndHandshake() => _isHandshaking = false;

    /// <summary>Bytes that were received already come first.</summary>
    public void Unread(ReadOnlySpan<byte> bytes) => _ahead.Put(bytes);

    public Socket Socket => socket;

    /// <summary>Ends a read that waits, as the peer's end would. A socket that is closed under one is reset.</summary>
    public void StopReading()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    /// <summary>Closes it so that the peer notices: the platform sends no alert for a certificate that it refuses.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isHandshaking)
            return ReadInTurnAsync(buffer, cancellationToken);
        if (_ahead.IsEmpty && AheadBytesMax > buffer.Length)
            _ahead.Receive(socket, AheadBytesMax);
        // SslStream asks without room only while it holds nothing of a record, and with room when an empty read has told that bytes are
        // there. A record that is none of the peer's data (a new key) ends unseen by whoever reads: the next empty read tells.
        if (buffer.IsEmpty)
            ForgetReceived();
        else if (_receivedAt == 0)
            Volatile.Write(ref _receivedAt, Stopwatch.GetTimestamp());
        return _ahead.IsEmpty
            ? socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken)
            : ValueTask.FromResult(_ahead.Take(buffer.Span));
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isHandshaking && SessionTickets.Are(buffer.Span))
        {
            _tickets = buffer.ToArray();
            return;
        }

        buffer = WithTickets(buffer);
        while (!buffer.IsEmpty)
            buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
    }

    /// <summary>Alerts, which SslStream writes so; a peer that does not take them does without.</summary>
    public override void Write(byte[] buffer, int offset, int count) =>
        socket.Send(WithTickets(buffer.AsMemory(offset, count)).Span, SocketFlags.None, out _);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        socket.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadInTurnAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (!_ahead.IsEmpty)
            return _ahead.Take(buffer.Span);
        int received = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
        // SslStream goes on where its read ends, without another queue between.
        await threads.TurnAsync();
        return received;
    }

    private ReadOnlyMemory<byte> WithTickets(ReadOnlyMemory<byte> buffer)
    {
        if (_tickets is not { } first)
            return buffer;
        _tickets = null;
        return (byte[])[.. first, .. buffer.Span];
    }
}
