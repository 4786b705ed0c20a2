using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>
/// Runs queries over the log folder, each on a thread of its own and within <c>[limits]</c>: so many at once, so long, with so much
/// memory. A disk that hangs holds the query's thread and its place, and nobody who waits for an answer.
/// </summary>
public sealed class SearchRunner
{
    /// <summary>How long a reader may keep a query waiting in all. A pager that is left open meanwhile must ask again.</summary>
    private static readonly TimeSpan ReaderWaitMax = TimeSpan.FromMinutes(5);

    /// <summary>A thread that does not end within this, though it was told to, waits for the disk.</summary>
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(1);

    /// <summary>A text up to this is read in less than a millisecond, a longer one (they may have a million characters) in up to a second.</summary>
    private const int QuickTextLength = 1000;

    private readonly Func<StoreSource> _open;
    private readonly Func<LimitSettings> _limits;
    private readonly SearchThreads _threads;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly SearchGate _gate;
    private readonly SearchGate _longTexts;
    private long _finished;
    private long _busy;
    private long _timedOut;

    /// <param name="open">The files, for one query.</param>
    /// <param name="limits">Those in force; a reload changes them.</param>
    /// <param name="threads">Where queries run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends every query.</param>
    internal SearchRunner(Func<StoreSource> open, Func<LimitSettings> limits, SearchThreads threads, TimeProvider time, CancellationToken stop)
    {
        _open = open;
        _limits = limits;
        _threads = threads;
        _time = time;
        _stop = stop;
        _gate = new SearchGate(() => limits().QueriesMax ?? 2 * Environment.ProcessorCount, time);
        _longTexts = new SearchGate(static () => 1, time);
    }

    /// <summary>
    /// Reads the text of a query where it hinders nobody: a long one on a query's thread, one at a time, since the threads that answer requests
    /// also take in events.
    /// </summary>
    /// <param name="textLength">In characters, about.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellation">The caller left.</param>
    /// <exception cref="SearchRefusedException">Others' long texts took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task<T> ReadTextAsync<T>(int textLength, Func<T> read, CancellationToken cancellation)
    {
        if (textLength <= QuickTextLength)
            return read();
        if (!await _longTexts.EnterAsync(_limits().QueryWait, cancellation))
        {
            Interlocked.Increment(ref _busy);
            throw new SearchRefusedException(SearchRefusal.Busy, "other long queries are being read; come again");
        }

        try
        {
            return await _threads.RunAsync(read);
        }
        finally
        {
            _longTexts.Leave();
        }
    }

    /// <summary>Runs a query. Rows go to the receiver on the query's own thread, one batch after the other; at the end it is flushed.</summary>
    /// <remarks>
    /// What the query waits for a <see cref="RowStream"/>'s reader does not count as work, and the stream ends when the query does.
    /// When this ends early because the disk hangs, the thread may call the receiver once more: it must not depend on what the caller
    /// disposes of.
    /// </remarks>
    /// <exception cref="SearchRefusedException">It was not run, or not to its end.</exception>
    /// <exception cref="LogsQlException">The query passed a limit.</exception>
    /// <exception cref="DiskException">The log folder cannot be listed.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task<SearchOutcome> RunAsync(SearchJob job, IPipeProcessor receiver, CancellationToken cancellation)
    {
        LimitSettings limits = _limits();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop);
        RowStream? stream = receiver as RowStream;
        using CancellationTokenRegistration ending = end.Token.Register(() => stream?.Complete());
        try
        {
            if (!await _gate.EnterAsync(limits.QueryWait, end.Token))
            {
                Interlocked.Increment(ref _busy);
                throw new SearchRefusedException(
                    SearchRefusal.Busy, "as many queries run as may at once ([limits] max_concurrent_queries); come again");
            }

            Task<SearchOutcome> run = Start(job, receiver, limits, end.Token);
            TimeSpan workMax = job.Timeout is { } timeout && timeout < limits.QueryDuration ? timeout : limits.QueryDuration;
            return await WatchAsync(run, stream, workMax, end);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SearchRefusedException(SearchRefusal.Stopping, "the server stops");
        }
        finally
        {
            stream?.Complete();
        }
    }

    internal IReadOnlyList<MetricValue> Metrics() =>
    [
        new("loghog_queries_running", "", _gate.Running, IsCounter: false, "Queries that run now."),
        new("loghog_queries_waiting", "", _gate.Waiting, IsCounter: false, "Queries that wait for their turn."),
        new("loghog_queries_total", "", Interlocked.Read(ref _finished), IsCounter: true, "Queries that have ended, however."),
        new("loghog_queries_busy_total", "", Interlocked.Read(ref _busy), IsCounter: true, "Queries refused because as many ran as may."),
        new("loghog_queries_timed_out_total", "", Interlocked.Read(ref _timedOut), IsCounter: true, "Queries ended at their time limit."),
    ];

    /// <summary>On a thread of its own, which gives its place back when it ends, also when the caller has left already.</summary>
    private Task<SearchOutcome> Start(SearchJob job, IPipeProcessor receiver, LimitSettings limits, CancellationToken cancellation) =>
        _threads.RunAsync(() =>
        {
            try
            {
                StoreSource files = _open();
                IRowSource source = job.Condition is { } condition ? new ConditionedSource(files, condition) : files;
                QueryLimits bounds = new() { MemoryBytesMax = limits.QueryMemoryBytesMax, Time = job.Time };
                QueryRunner.Run(job.Query, source, receiver, bounds, cancellation);
                return new SearchOutcome(files.Problems);
            }
            finally
            {
                Interlocked.Increment(ref _finished);
                _gate.Leave();
                (receiver as RowStream)?.Complete();
            }
        });

    private async Task<SearchOutcome> WatchAsync(Task<SearchOutcome> run, RowStream? stream, TimeSpan workMax, CancellationTokenSource end)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            TimeSpan waited = stream?.Waited ?? TimeSpan.Zero;
            TimeSpan left = workMax + (waited < ReaderWaitMax ? waited : ReaderWaitMax) - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return await EndAsync(run, end, workMax, waited >= ReaderWaitMax);
            try
            {
                return await run.WaitAsync(left, _time, end.Token);
            }
            catch (TimeoutException)
            {
                // Looked at again: the reader may have kept it waiting meanwhile.
            }
            catch (OperationCanceledException) when (!run.IsCompleted)
            {
                await EndedAsync(run);
                throw;
            }
        }
    }

    private async Task<SearchOutcome> EndAsync(Task<SearchOutcome> run, CancellationTokenSource end, TimeSpan workMax, bool isReaderSlow)
    {
        await end.CancelAsync();
        bool hangs = !await EndedAsync(run);
        if (run.IsCompletedSuccessfully)
            return await run;
        Interlocked.Increment(ref _timedOut);
        throw isReaderSlow
            ? new SearchRefusedException(SearchRefusal.ReaderTooSlow, $"the reader kept the query waiting for {ReaderWaitMax.TotalMinutes} minutes")
            : new SearchRefusedException(
                SearchRefusal.TimedOut,
                $"the query took longer than {workMax.TotalSeconds:0.###} s{(hangs ? ", and the disk does not answer" : "")}; narrow its time range or filter");
    }

    /// <returns>False = it still runs.</returns>
    private async Task<bool> EndedAsync(Task run)
    {
        // Whoever waited may be gone: a failure that nobody sees is none of the process.
        _ = run.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            await run.WaitAsync(EndWait, _time);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception) when (run.IsCompleted)
        {
            // How it ended is known to whoever asks the task.
        }

        return true;
    }
}
