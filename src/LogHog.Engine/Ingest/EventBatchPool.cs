using System.Collections.Concurrent;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Tail;

namespace LogHog.Engine.Ingest;

/// <summary>Batches between two uses. Keeps few: what a burst needed beyond that goes back to the garbage collector.</summary>
internal sealed class EventBatchPool
{
    // Room for what the store lets wait for the disk (16 MiB of text in full batches), so that a steady load allocates nothing.
    private const long TextBytesKept = 24 << 20;

    private readonly ConcurrentQueue<EventBatch> _free = new();
    private long _number;
    private long _textBytes;

    /// <summary>Sees each batch of this pool on its way to the writers.</summary>
    public TailHub Tail { get; } = new();

    public EventBatch Rent(EventLedger ledger)
    {
        if (_free.TryDequeue(out EventBatch? batch))
            Interlocked.Add(ref _textBytes, -batch.TextCapacity);
        else
            batch = new EventBatch();
        batch.Begin(this, ledger, Interlocked.Increment(ref _number));
        return batch;
    }

    public void Return(EventBatch batch)
    {
        if (!batch.Recycle())
            return;
        if (Interlocked.Add(ref _textBytes, batch.TextCapacity) <= TextBytesKept)
            _free.Enqueue(batch);
        else
            Interlocked.Add(ref _textBytes, -batch.TextCapacity);
    }
}
