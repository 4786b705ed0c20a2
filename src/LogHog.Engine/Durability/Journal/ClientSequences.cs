namespace LogHog.Engine.Durability.Journal;

/// <summary>What became of a client's sequence.</summary>
internal enum SequenceClaim : byte
{
    /// <summary>New: it is yours now; <see cref="ClientSequences.Settle"/> it.</summary>
    Claimed,

    Stored,

    /// <summary>Another request with it is being stored at this moment: wait for that one, then ask again.</summary>
    UnderWay,

    TooOld,
}

/// <summary>
/// Which batches of which client are durable, so that one that is sent again is answered instead of stored twice: also when
/// the first is still under way, and after a restart (from the snapshot and the journal).
/// </summary>
/// <remarks>
/// At most <paramref name="clientsMax"/> clients; the one not heard of for longest is forgotten first, because a retry comes soon
/// after its first try or not at all. A forgotten client's very late retry would be stored again.
/// </remarks>
internal sealed class ClientSequences(int clientsMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Client>> _clients = new(StringComparer.Ordinal);
    private readonly LinkedList<Client> _byUse = [];
    private readonly Dictionary<(string Client, long Sequence), TaskCompletionSource> _underWay = [];
    private long _lsn;

    /// <summary>Clients that had to be forgotten.</summary>
    public long Forgotten { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
                return _clients.Count;
        }
    }

    /// <param name="client">Who.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="other">Ends when the other request has ended, if it is under way.</param>
    public SequenceClaim Claim(string client, long sequence, out Task? other)
    {
        other = null;
        lock (_lock)
        {
            if (_clients.TryGetValue(client, out LinkedListNode<Client>? known))
            {
                if (known.Value.Stored.Contains(sequence))
                    return SequenceClaim.Stored;
                if (sequence < known.Value.Stored.ForgottenBelow)
                    return SequenceClaim.TooOld;
            }
            if (_underWay.TryGetValue((client, sequence), out TaskCompletionSource? first))
            {
                other = first.Task;
                return SequenceClaim.UnderWay;
            }
            _underWay[(client, sequence)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return SequenceClaim.Claimed;
        }
    }

    /// <summary>Ends a claim: the batch is durable, or was not stored.</summary>
    public void Settle(string client, long sequence, bool isStored)
    {
        lock (_lock)
        {
            if (isStored)
                Add(client, sequence);
            if (_underWay.Remove((client, sequence), out TaskCompletionSource? claim))
                claim.SetResult();
        }
    }

    /// <summary>A client's greatest stored number; 0 = none is known.</summary>
    public long Newest(string client)
    {
        lock (_lock)
            return _clients.TryGetValue(client, out LinkedListNode<Client>? known) && known.Value.Stored.Ranges is [.., var last] ? last.Last : 0;
    }

    /// <summary>Found in the journal.</summary>
    public void Restore(string client, long sequence)
    {
        lock (_lock)
            Add(client, sequence);
    }

    /// <summary>Everything up to this record has been settled.</summary>
    public void AdvanceTo(long lsn)
    {
        lock (_lock)
            _lsn = Math.Max(_lsn, lsn);
    }

    /// <summary>The table at one moment, oldest use first, and the record that it reaches up to.</summary>
    public (long Lsn, List<(string Client, long ForgottenBelow, (long First, long Last)[] Ranges)> Clients) Copy()
    {
        lock (_lock)
            return (_lsn, [.. _byUse.Select(c => (c.Name, c.Stored.ForgottenBelow, c.Stored.Ranges.ToArray()))]);
    }

    /// <summary>From a snapshot.</summary>
    public void Load(string client, SequenceRanges stored)
    {
        lock (_lock)
            Use(client, stored);
    }

    private void Add(string client, long sequence) => Use(client, null).Stored.Add(sequence);

    private Client Use(string name, SequenceRanges? stored)
    {
        if (_clients.TryGetValue(name, out LinkedListNode<Client>? node))
            _byUse.Remove(node);
        else
        {
            node = new LinkedListNode<Client>(new Client(name, stored ?? new SequenceRanges()));
            _clients.Add(name, node);
        }
        _byUse.AddLast(node);
        if (_clients.Count > clientsMax && _byUse.First is { } oldest)
        {
            _byUse.Remove(oldest);
            _clients.Remove(oldest.Value.Name);
            Forgotten++;
        }
        return node.Value;
    }

    private sealed record Client(string Name, SequenceRanges Stored);
}
