using System.Collections.Concurrent;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Ingest;

/// <summary>Batches between two uses. Keeps few: what a burst needed beyond that goes back to the garbage collector.</summary>
internal sealed class EventBatchPool
{
    // As much as the store lets wait for the disk (16 MiB in full batches), so that a steady load allocates nothing.
    private const int BatchesKept = 128;

    private readonly ConcurrentQueue<EventBatch> _free = new();
    private long _number;

    public EventBatch Rent(EventLedger ledger)
    {
        if (!_free.TryDequeue(out EventBatch? batch))
            batch = new EventBatch();
        batch.Begin(this, ledger, Interlocked.Increment(ref _number));
        return batch;
    }

    public void Return(EventBatch batch)
    {
        if (batch.Recycle() && _free.Count < BatchesKept)
            _free.Enqueue(batch);
    }
}
