using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Ingest.Tls;
using LogHog.Protocols;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>Accepts connections on one address, TCP, TLS or Unix, and serves each with its own loop.</summary>
internal sealed class StreamListener : IDisposable
{
    // The kernel's own bound (net.core.somaxconn) is lower or equal; a burst of reconnecting clients must not be refused.
    private const int Backlog = 4096;
    private static readonly TimeSpan AcceptRetry = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly LimitSettings _limits;
    private readonly ILogger _log;
    private readonly IngestServices _services;
    private readonly TlsServer? _tls;
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _partialBytes;
    private int _connections = 1; // one for the accept loop itself

    public StreamListener(
        EndPoint address, UnixFileMode unixMode, Input input, TlsServer? tls, LimitSettings limits, IngestServices services, ILogger log)
    {
        Input = input;
        _limits = limits;
        _services = services;
        _log = log;
        _tls = tls;
        _socket = UnixSocketFile.CreateSocket(address, SocketType.Stream);
        try
        {
            if (address is IPEndPoint)
                _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            UnixSocketFile.Bind(_socket, address, unixMode);
            _socket.Listen(Backlog);
            Address = address is IPEndPoint ? _socket.LocalEndPoint! : address;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>As bound; it stays known when the socket is closed.</summary>
    public EndPoint Address { get; }

    public Input Input { get; }

    public EventLedger Ledger => Input.Ledger;

    public IngestServices Services => _services;

    /// <summary>Accepts until stopped; ends when every connection has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Serve(await _socket.AcceptAsync(stop), stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException failure)
            {
                // The peer gave up while it waited, or this process has no descriptor left: neither may end the loop.
                if (failure.SocketErrorCode != SocketError.ConnectionAborted)
                {
                    IngestLog.AcceptFailed(_log, Address, failure.Message);
                    await Task.Delay(AcceptRetry, CancellationToken.None);
                }
            }
        }

        Dispose();
        Closed();
        await _allClosed.Task;
    }

    /// <summary>Takes memory for the beginning of a frame; the sum over all connections is bounded.</summary>
    public bool TakePartialBytes(int bytes)
    {
        if (Interlocked.Add(ref _partialBytes, bytes) <= _limits.PendingBytesMax)
            return true;
        Interlocked.Add(ref _partialBytes, -bytes);
        return false;
    }

    public void ReleasePartialBytes(int bytes) => Interlocked.Add(ref _partialBytes, -bytes);

    public void Note(RejectReason reason, IPAddress peer) => _services.Rejects.Note(Ledger.Input, reason, peer);

    /// <summary>A message was kept without its end.</summary>
    public void NoteCut(CutReason reason, IPAddress peer)
    {
        Ledger.Cut(reason);
        if (reason == CutReason.FrameTimeout)
            Note(RejectReason.FrameTimeout, peer);
    }

    public void NoteUnread(IPAddress peer) => IngestLog.AnswersUnread(_log, Ledger.Input, peer);

    public void Dispose() => _socket.Dispose();

    private void Serve(Socket socket, CancellationToken stop)
    {
        if (!Input.Connections.TryEnter())
        {
            socket.Dispose();
            return;
        }

        Interlocked.Increment(ref _connections);

        Peer peer = Peer.Of(socket.RemoteEndPoint);
        if (!Input.Rules.Allows(peer.Address))
        {
            Ledger.Reject(RejectReason.SourceNotAllowed);
            Note(RejectReason.SourceNotAllowed, peer.Address);
            socket.Dispose();
            Left();
            return;
        }

        socket.Blocking = false;
        if (Address is IPEndPoint)
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Ledger.ConnectionOpened();
        Task connection = ServeAsync(socket, peer, stop);
        // Faults are mistakes of ours: they reach the engine through the task below.
        _ = connection.ContinueWith(
            static (task, state) => ((StreamListener)state!).Died(task.Exception!),
            this,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket, Peer peer, CancellationToken stop)
    {
        try
        {
            if (_tls is null)
                await new StreamConnection(new PlainTransport(socket), peer, this).RunAsync(stop);
            else if (await _tls.AcceptAsync(socket, peer.Address, Input, stop) is { } transport)
                await new StreamConnection(transport, peer.KnownAs(transport.Identity), this).RunAsync(stop);
        }
        finally
        {
            Ledger.ConnectionClosed();
            Left();
        }
    }

    private void Left()
    {
        Input.Connections.Leave();
        Closed();
    }

    private void Died(AggregateException mistake) => _allClosed.TrySetException(mistake.InnerExceptions);

    private void Closed()
    {
        if (Interlocked.Decrement(ref _connections) == 0)
            _allClosed.TrySetResult();
    }
}
