using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// What comes out of TLS. It waits with an empty read: SslStream then holds no buffer until bytes arrive, and returns when a whole
/// record is decrypted. A read behind it never waits, so that half a record costs its sender's connection and nobody else.
/// </summary>
/// <remarks>Made by <see cref="TlsServer"/> when the handshake is done.</remarks>
internal sealed class TlsTransport(SslStream tls, SocketStream socket, TlsServer server, X509Certificate2 certificate, string identity) : StreamTransport
{
    // The notice of the end is one write into the socket's buffer; a peer that leaves it no room for so long does without.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    // Who breaks the protocol, perhaps by asking for a new handshake, would connect again at once, and the handshake that it then gets is the dearest
    // thing that anybody can ask for. Until then it has a connection less.
    private static readonly TimeSpan BrokenPause = TimeSpan.FromSeconds(1);

    // The largest record (RFC 8446 §5.1): with less room the rest of one would wait inside SslStream, which is right but slow.
    private const int RecordBytesMax = 16 << 10;

    // What a workspace has room for; more in one piece brings nothing.
    private const int AheadBytesMax = IngestWorkspace.InputBytes;

    private Task<int>? _readable;
    private bool _isOver;
    private bool _isBroken;
    private volatile bool _isCut;
    private volatile bool _isAborted;

    /// <summary>The peer's.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Who it stands for.</summary>
    public string Identity => identity;

    /// <summary>When the first bytes of a record came whose rest is awaited (<see cref="System.Diagnostics.Stopwatch"/>); null = none is begun.</summary>
    public long? RecordBegunAt => socket.ReceivedAt is var at && at != 0 && !_isAborted ? at : null;

    public override ValueTask<int> ReadableAsync(CancellationToken stop)
    {
        if (_isOver)
            return ValueTask.FromResult(0);
        _readable ??= Ask(0).AsTask();
        return _readable.IsCompleted ? ValueTask.FromResult(0) : new ValueTask<int>(Settled(_readable).WaitAsync(stop));
    }

    public override int Receive(byte[] buffer, int offset, out bool isOver)
    {
        int received = 0;
        _isOver |= _isAborted;
        // As much as fits: each batch of events is worth its cost only when it is large.
        while (!_isOver && (received == 0 || buffer.Length - offset - received >= RecordBytesMax) && IsReadable(buffer.Length - offset - received))
        {
            int now = Take(buffer.AsMemory(offset + received));
            received += now;
            _isOver |= now == 0;
        }

        isOver = _isOver && received == 0;
        return received;
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        try
        {
            await tls.WriteAsync(bytes, limit.Token);
        }
        catch (Exception failure)
        {
            // Half a record may be out: nothing that follows would be understood.
            _isCut = true;
            if (failure is SocketException or ObjectDisposedException or InvalidOperationException)
                throw new IOException(failure.Message, failure);
            throw;
        }
    }

    public override void Abort()
    {
        // What has arrived would still be read.
        _isAborted = true;
        socket.StopReading();
    }

    public override async ValueTask FinishAsync()
    {
        socket.StopReading();
        if (_readable is not null)
            await Settled(_readable);
        if (_isBroken && !_isAborted)
            await Task.Delay(BrokenPause);
        if (!_isCut)
            await SayGoodbyeAsync();
        Finish(socket.Socket);
    }

    public override void Dispose()
    {
        server.Forget(this);
        tls.Dispose();
        socket.Dispose();
        certificate.Dispose();
    }

    /// <summary>close_notify (RFC 8446 §6.1), which RFC 5425 §4.4 asks for: without it an end looks like an attack.</summary>
    private async ValueTask SayGoodbyeAsync()
    {
        try
        {
            await tls.ShutdownAsync().WaitAsync(GoodbyeTimeout);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or NullReferenceException))
        {
            // The peer is gone, does not read, or wanted what OpenSSL refuses (a new handshake), for which the platform has exceptions of its own.
        }
    }

    private ValueTask<int> Ask(int room)
    {
        try
        {
            socket.AheadBytesMax = Math.Min(room, AheadBytesMax);
            return tls.ReadAsync(Memory<byte>.Empty, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return ValueTask.FromException<int>(failure);
        }
    }

    /// <summary>Whether a read would return at once, with bytes or the end.</summary>
    private bool IsReadable(int room)
    {
        if (_readable is null)
        {
            ValueTask<int> ask = Ask(room);
            _readable = ask.IsCompletedSuccessfully ? null : ask.AsTask();
            socket.AheadBytesMax = 0;
            if (_readable is null)
            {
                socket.ForgetReceived();
                return true;
            }
        }

        if (!_readable.IsCompleted)
            return false;
        bool isGood = _readable.IsCompletedSuccessfully;
        // What the peer did wrong (a forged record, a broken connection) ends the stream, quietly as a socket's error does.
        _isBroken |= _readable.Exception?.GetBaseException() is not (null or SocketException);
        _readable = null;
        socket.ForgetReceived();
        _isOver |= !isGood;
        return isGood;
    }

    private int Take(Memory<byte> buffer)
    {
        try
        {
            Task<int> read = tls.ReadAsync(buffer, CancellationToken.None).AsTask();
            Diagnostics.Invariant.Holds(read.IsCompleted, "a read behind a record that is decrypted waits");
            return read.GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task<int> Settled(Task<int> readable)
    {
        await ((Task)readable).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
