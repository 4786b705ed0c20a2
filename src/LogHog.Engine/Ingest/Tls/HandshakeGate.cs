namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// Bounds the handshakes under way. One more than may be closes the one that has waited longest: honest peers are done within
/// a round trip or two, so whoever stalls pays, not whoever comes.
/// </summary>
internal sealed class HandshakeGate(int openMax)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Handshake> _open = [];

    public int Open
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <param name="timeout">For all of it.</param>
    /// <param name="stop">The server stops.</param>
    public Handshake Enter(TimeSpan timeout, CancellationToken stop)
    {
        Handshake mine = new(this, timeout, stop);
        Handshake? oldest = null;
        lock (_lock)
        {
            if (_open.Count >= openMax)
            {
                oldest = _open.First!.Value;
                _open.RemoveFirst();
            }

            mine.Place = _open.AddLast(mine);
        }

        oldest?.Evict();
        return mine;
    }

    internal void Leave(Handshake handshake)
    {
        lock (_lock)
        {
            if (handshake.Place?.List is not null)
                _open.Remove(handshake.Place);
        }
    }
}

/// <summary>A handshake under way.</summary>
internal sealed class Handshake : IDisposable
{
    private readonly HandshakeGate _gate;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _stop;
    private readonly Lock _lock = new();
    private bool _isDisposed;

    internal Handshake(HandshakeGate gate, TimeSpan timeout, CancellationToken stop)
    {
        _gate = gate;
        _stop = stop;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _end.CancelAfter(timeout);
    }

    public CancellationToken End => _end.Token;

    /// <summary>It had to make room.</summary>
    public bool IsEvicted { get; private set; }

    public bool IsStopped => _stop.IsCancellationRequested;

    internal LinkedListNode<Handshake>? Place { get; set; }

    public void Dispose()
    {
        _gate.Leave(this);
        lock (_lock)
        {
            _isDisposed = true;
            _end.Dispose();
        }
    }

    internal void Evict()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            IsEvicted = true;
            // On another thread: what waits for it must not run in the accept loop of who came.
            _end.CancelAfter(TimeSpan.Zero);
        }
    }
}
