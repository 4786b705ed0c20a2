namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// Bounds the handshakes under way, and the peers that have not begun theirs. One more than may be closes the one that has waited longest: honest
/// peers are done within a round trip or two, so whoever stalls pays, not whoever comes.
/// </summary>
internal sealed class HandshakeGate
{
    // Who has not said hello costs a socket and a small buffer, a handshake some 100 KB. So whoever opens connections and says nothing pushes nobody
    // out, and is pushed out by nobody, which would let them come again at once: accepting is the dearer part of it.
    private const int SilentPerHandshake = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<Handshake> _silent = [];
    private readonly LinkedList<Handshake> _begun = [];
    private readonly int _silentMax;
    private readonly int _begunMax;

    public HandshakeGate(int handshakesMax)
    {
        _begunMax = handshakesMax;
        _silentMax = handshakesMax * SilentPerHandshake;
    }

    public int Open
    {
        get
        {
            lock (_lock)
                return _silent.Count + _begun.Count;
        }
    }

    /// <summary>Somebody has connected.</summary>
    /// <param name="timeout">For all of the handshake, at least.</param>
    /// <param name="stop">The server stops.</param>
    public Handshake Enter(TimeSpan timeout, CancellationToken stop)
    {
        Handshake mine = new(this, timeout, stop);
        Place(mine, _silent, _silentMax);
        return mine;
    }

    internal void Begin(Handshake handshake)
    {
        Leave(handshake);
        Place(handshake, _begun, _begunMax);
    }

    internal void Leave(Handshake handshake)
    {
        lock (_lock)
            handshake.Place?.List?.Remove(handshake.Place);
    }

    private void Place(Handshake handshake, LinkedList<Handshake> among, int max)
    {
        Handshake? oldest = null;
        lock (_lock)
        {
            if (among.Count >= max)
            {
                oldest = among.First!.Value;
                among.RemoveFirst();
            }

            handshake.Place = among.AddLast(handshake);
        }

        oldest?.Evict();
    }
}

/// <summary>A handshake under way.</summary>
internal sealed class Handshake : IDisposable
{
    // Who connected in one moment is not thrown out in one moment, to come again in one: up to so much later.
    private const double LaterMax = 0.5;

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
        _end.CancelAfter(timeout * (1 + (LaterMax * Random.Shared.NextDouble())));
    }

    public CancellationToken End => _end.Token;

    /// <summary>It had to make room.</summary>
    public bool IsEvicted { get; private set; }

    public bool IsStopped => _stop.IsCancellationRequested;

    internal LinkedListNode<Handshake>? Place { get; set; }

    /// <summary>The peer has said hello.</summary>
    public void Begin() => _gate.Begin(this);

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
