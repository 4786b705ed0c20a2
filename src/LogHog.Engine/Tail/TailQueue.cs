namespace LogHog.Engine.Tail;

/// <summary>What waits for one tail: filled by any thread without waiting, emptied by the tail. Full, it takes no more and counts.</summary>
/// <param name="hub">Where it stands.</param>
/// <param name="bytesMax">What may wait.</param>
/// <param name="wake">That of the alert rules: called when there is something to take. Null = a tail's.</param>
internal sealed class TailQueue(TailHub hub, long bytesMax = TailQueue.TailBytesMax, Action? wake = null) : IDisposable
{
    // What a tail may lag behind; with it a client that does not read costs no more than this.
    private const long TailBytesMax = 8L << 20;

    private readonly Lock _lock = new();
    private readonly Queue<TailText> _texts = new();
    private TaskCompletionSource? _waiting;
    private long _bytes;
    private long _missed;
    private bool _isStopped;

    /// <summary>Nothing comes any more: the server stops.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_lock)
                return _isStopped;
        }
    }

    /// <summary>The alert rules look at it, not a tail.</summary>
    public bool IsOfRules => wake is not null;

    /// <summary>Batches that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _texts.Count;
        }
    }

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _texts.Count == 0;
        }
    }

    public void Offer(TailText text)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            // One is always taken: a single large request is not missed for its size alone.
            if (_isStopped || (_texts.Count > 0 && _bytes + text.Length > bytesMax))
            {
                CountMissed(text.Events);
                return;
            }

            text.Hold();
            _texts.Enqueue(text);
            _bytes += text.Length;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult();
        wake?.Invoke();
    }

    public void Miss(int events)
    {
        lock (_lock)
            CountMissed(events);
    }

    /// <summary>The next batch's lines, which the caller releases; null = there are none at the moment.</summary>
    public TailText? Take()
    {
        lock (_lock)
        {
            if (!_texts.TryDequeue(out TailText? text))
                return null;
            _bytes -= text.Length;
            return text;
        }
    }

    /// <summary>Events that were not taken since the last call.</summary>
    public long TakeMissed()
    {
        lock (_lock)
        {
            long missed = _missed;
            _missed = 0;
            return missed;
        }
    }

    /// <summary>Done when there is something to take, or the queue has stopped. One waits at a time.</summary>
    public Task WaitAsync()
    {
        lock (_lock)
        {
            if (_isStopped || _texts.Count > 0)
                return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    public void Stop()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _isStopped = true;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Takes itself out of the hub and lets go of what it holds.</summary>
    public void Dispose()
    {
        hub.Unsubscribe(this);
        Stop();
        while (Take() is { } text)
            text.Release();
    }

    private void CountMissed(int events)
    {
        if (_isStopped)
            return;
        _missed += events;
        if (!IsOfRules)
            hub.CountUnseen(events);
    }
}
