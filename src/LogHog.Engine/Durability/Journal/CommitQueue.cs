namespace LogHog.Engine.Durability.Journal;

/// <summary>Batches that wait for the committer: bounded in bytes; who finds it full waits, first come first served.</summary>
internal sealed class CommitQueue(int bytesMax)
{
    private readonly object _lock = new(); // a Monitor: the committer's thread waits on it
    private readonly Queue<QueuedBatch> _queue = new();
    private readonly Queue<(QueuedBatch Batch, TaskCompletionSource Admitted)> _outside = new();
    private int _bytes;
    private bool _isClosed;

    /// <summary>Completes when the batch is in the queue: from then on it is answered through <see cref="QueuedBatch.Done"/>.</summary>
    /// <exception cref="ObjectDisposedException">Closed.</exception>
    public Task EnqueueAsync(QueuedBatch batch)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_outside.Count == 0 && Admit(batch))
                return Task.CompletedTask;
            TaskCompletionSource admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _outside.Enqueue((batch, admitted));
            return admitted.Task;
        }
    }

    /// <summary>Takes what is there, oldest first, up to about a group's size; waits for the first.</summary>
    /// <returns>False when the time is over or the queue is closed and empty (<paramref name="isClosed"/>).</returns>
    public bool TakeGroup(List<QueuedBatch> group, int groupBytesMax, TimeSpan timeout, out bool isClosed)
    {
        lock (_lock)
        {
            if (_queue.Count == 0 && !_isClosed)
                Monitor.Wait(_lock, timeout);
            for (int bytes = 0; bytes < groupBytesMax && _queue.TryDequeue(out QueuedBatch? batch);)
            {
                bytes += batch.RecordBytes;
                _bytes -= batch.RecordBytes;
                group.Add(batch);
            }
            while (_outside.TryPeek(out (QueuedBatch Batch, TaskCompletionSource Admitted) next) && Admit(next.Batch))
                _outside.Dequeue().Admitted.SetResult();
            isClosed = _isClosed && group.Count == 0;
            return group.Count > 0;
        }
    }

    /// <summary>True from <see cref="Close"/> on.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    /// <summary>Takes nothing more in; what is in it can still be taken out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private bool Admit(QueuedBatch batch)
    {
        if (_bytes > 0 && _bytes + batch.RecordBytes > bytesMax)
            return false;
        _bytes += batch.RecordBytes;
        _queue.Enqueue(batch);
        Monitor.Pulse(_lock);
        return true;
    }
}
