using LogHog.Engine.Diagnostics;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Ingest;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tail;

/// <summary>
/// Lets live tails see the lines of each batch on its way to the writers. It never waits and never makes anybody wait: as long as
/// nobody watches it costs next to nothing, and where watchers cannot keep up, lines are left out for them and counted.
/// </summary>
internal sealed class TailHub
{
    /// <summary>Each tail has a few hundred KiB of its own and a place in the queue for the tails' threads. More than people have screens.</summary>
    public const int TailsMax = 64;

    // All copies together: a quarter of a second of lines at a million a second, or the largest request several times over.
    private const long BytesMax = 64L << 20;

    // What all tails together hold of their histories before it is sent: half of what one query may.
    private const long HistoryBytesMax = 128L << 20;

    private readonly Lock _lock = new();
    private volatile TailQueue[] _queues = [];
    private long _bytes;
    private long _unseen;
    private long _leftOut;
    private bool _isStopped;

    /// <summary>When what was handed over is in the files.</summary>
    public StoreBarrier Barrier { get; } = new();

    /// <summary>Memory for histories that are not sent yet.</summary>
    public MemoryBudget History { get; } = new(HistoryBytesMax);

    /// <summary>The Python formats of the log files; null = none are known.</summary>
    public FolderFormats? Formats { get; set; }

    /// <summary>Processor time for tails.</summary>
    public TailThreads Threads { get; } = new();

    private int Tails => _queues.Count(static queue => !queue.IsOfRules);

    /// <summary>Copies the lines of a batch for whoever watches; called before the writers get it, by any thread.</summary>
    public void Observe(EventBatch batch)
    {
        TailQueue[] queues = _queues;
        if (queues.Length == 0)
            return;
        int bytes = batch.TextBytes;
        if (Interlocked.Add(ref _bytes, bytes) > BytesMax)
        {
            Interlocked.Add(ref _bytes, -bytes);
            foreach (TailQueue queue in queues)
                queue.Miss(batch.Events);
            return;
        }

        TailText text = TailText.Of(batch, this);
        foreach (TailQueue queue in queues)
            queue.Offer(text);
        text.Release();
    }

    /// <summary>From here on a new queue gets every batch.</summary>
    /// <returns>Null: there are as many tails as may be, or the server stops.</returns>
    public TailQueue? Subscribe()
    {
        lock (_lock)
        {
            if (_isStopped || Tails >= TailsMax)
                return null;
            TailQueue queue = new(this);
            _queues = [.. _queues, queue];
            return queue;
        }
    }

    /// <summary>The same for the alert rules, which are no tail: they look on to the last batch of a server that stops.</summary>
    /// <param name="bytesMax">What may wait for them.</param>
    /// <param name="wake">Called, by any thread, when there is something to take; must return at once.</param>
    public TailQueue SubscribeRules(long bytesMax, Action wake)
    {
        lock (_lock)
        {
            TailQueue queue = new(this, bytesMax, wake);
            _queues = [.. _queues, queue];
            return queue;
        }
    }

    public void Unsubscribe(TailQueue queue)
    {
        lock (_lock)
            _queues = [.. _queues.Where(one => one != queue)];
    }

    /// <summary>Ends every tail at once.</summary>
    public void Stop()
    {
        TailQueue[] queues;
        lock (_lock)
        {
            _isStopped = true;
            queues = _queues;
        }

        foreach (TailQueue queue in queues.Where(static queue => !queue.IsOfRules))
            queue.Stop();
        Threads.Stop();
    }

    public void Released(int bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>For the metrics: events that one tail did not get to see.</summary>
    public void CountUnseen(int events) => Interlocked.Add(ref _unseen, events);

    /// <summary>For the metrics: rows that a tail found and did not send, above its rate.</summary>
    public void CountLeftOut(long rows) => Interlocked.Add(ref _leftOut, rows);

    public IEnumerable<MetricValue> Metrics() =>
    [
        new("loghog_tails", "", Tails, IsCounter: false, "Live tails that are open."),
        new("loghog_tail_pending_bytes", "", Interlocked.Read(ref _bytes), IsCounter: false, "Bytes of lines that wait for a live tail."),
        new("loghog_tail_events_unseen_total", "", Interlocked.Read(ref _unseen), IsCounter: true, "Events that a live tail never looked at because it could not keep up; all of them are stored."),
        new("loghog_tail_rows_left_out_total", "", Interlocked.Read(ref _leftOut), IsCounter: true, "Rows that a live tail left out above its rate."),
    ];
}
