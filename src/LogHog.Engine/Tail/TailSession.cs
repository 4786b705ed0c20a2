using System.Runtime.InteropServices;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>What a tail asks for.</summary>
public sealed record TailRequest
{
    /// <summary>The query at a moment, in ns since 1970: so that <c>_time:5m</c> moves on.</summary>
    public required Func<long, LogsQuery> Query { get; init; }

    /// <summary>What every row has to meet, stored or live, also in sub-queries: what a token allows. Null = nothing.</summary>
    public Filter? Condition { get; init; }

    /// <summary>The history's first moment, in ns since 1970; null = from the beginning of all files, if <see cref="HistoryRowsMax"/> says how much.</summary>
    public long? HistoryFromUnixNs { get; init; }

    /// <summary>Only the newest so many rows of the history; null = all since <see cref="HistoryFromUnixNs"/>.</summary>
    public int? HistoryRowsMax { get; init; }

    /// <summary>Live rows a second; more are sampled. 0 = no bound.</summary>
    public int RowsPerSecondMax { get; init; }

    /// <summary>Whether there is a history at all.</summary>
    internal bool HasHistory => HistoryRowsMax is null ? HistoryFromUnixNs is not null : HistoryRowsMax > 0;
}

/// <summary>What a tail did not show.</summary>
/// <param name="Unseen">Events that came faster than the tail could look at them; how many of them match nobody knows.</param>
/// <param name="LeftOut">Rows that matched, above the tail's rate.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TailSkipped(long Unseen, long LeftOut)
{
    public bool IsNothing => Unseen == 0 && LeftOut == 0;
}

/// <summary>
/// One live tail: first its history, then what comes in, without a gap and without doubles between them. Its methods are called one
/// after the other. Rows go to the receiver it was opened with, on threads of the engine's choice.
/// </summary>
public sealed class TailSession : IDisposable
{
    // Batches that one turn reads: about as much as a screen's frame allows, then other tails have theirs.
    private const int TextsPerTurn = 8;

    // The writers flush five times a second; a disk that hangs does not keep a tail from its history for longer.
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(2);

    private readonly TailRequest _request;
    private readonly TailSearch _search;
    private readonly TailHub _hub;
    private readonly TailQueue _queue;
    private readonly TailQuery _query;
    private readonly TailReader _reader;
    private readonly TailRate _rate;
    private readonly IPipeProcessor _first;
    private readonly RowBatch _batch = new();
    private long _notKept;

    private TailSession(
        TailRequest request, IPipeProcessor receiver, TailSearch search, TailHub hub, TailQueue queue, TailQuery query, TimeProvider time)
    {
        _request = request;
        _search = search;
        _hub = hub;
        _queue = queue;
        _query = query;
        _reader = new TailReader(query, time);
        _rate = new TailRate(request.RowsPerSecondMax, time, receiver);
        var context = new PipeContext(
            new MemoryBudget(QueryLimits.Default.MemoryBytesMax), TimeBounds.All, new MemoryRowSource(),
            static (_, _) => throw new InvalidOperationException("pipes with sub-queries of their own cannot tail"), CancellationToken.None);
        _first = QueryRunner.Start(query.Pipes, context, _rate);
    }

    /// <summary>The server stops: what is still there may be read, and no more comes.</summary>
    public bool IsStopped => _queue.IsStopped;

    /// <summary>Why the history may lack some events; null = it does not.</summary>
    public string? HistoryProblem { get; private set; }

    /// <summary>Begins to watch at once; what comes in before the first <see cref="ReadAsync"/> waits, within bounds.</summary>
    internal static async Task<TailSession?> OpenAsync(
        TailRequest request, IPipeProcessor receiver, TailSearch search, TailHub hub, TimeProvider time, CancellationToken cancellation)
    {
        LogsQuery Parse(long nowUnixNs) =>
            request.Condition is { } condition ? request.Query(nowUnixNs).WithFilter(condition) : request.Query(nowUnixNs);
        TailQuery query = await TailQuery.StartAsync(Parse, search, time, cancellation);
        return hub.Subscribe() is { } queue ? new TailSession(request, receiver, search, hub, queue, query, time) : null;
    }

    /// <summary>Gives the history in the order of time, and then what came in meanwhile. Called once, before the first <see cref="ReadAsync"/>.</summary>
    /// <exception cref="LogsQlException">It is more than may be sorted; ask for less.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task ReadHistoryAsync(CancellationToken cancellation)
    {
        if (_request.HasHistory)
            await JoinAsync(cancellation);
        _rate.IsOn = true;
    }

    /// <summary>Done when there is something to read, when the server stops, or when the time is up.</summary>
    /// <returns>True: there is something to read.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            await _queue.WaitAsync().WaitAsync(timeout, cancellation);
            return !IsStopped;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Gives the rows of what has come in, a bounded amount for each call.</summary>
    public Task ReadAsync() => _hub.Threads.RunAsync(() => ReadTexts(Pass));

    /// <summary>What was not shown since the last call.</summary>
    public TailSkipped TakeSkipped()
    {
        long leftOut = _rate.TakeLeftOut();
        _hub.CountLeftOut(leftOut);
        TailSkipped skipped = new(_queue.TakeMissed() + _notKept, leftOut);
        _notKept = 0;
        return skipped;
    }

    public void Dispose() => _queue.Dispose();

    private async Task JoinAsync(CancellationToken cancellation)
    {
        TailSeam seam = new();
        void Keep(Row row)
        {
            if (seam.TryKeep(row))
                return;
            _notKept++;
            _hub.CountUnseen(1);
        }

        // What was handed over before this tail watched is not in its queue: it has to be in the files first.
        Task<List<Row>> search = SearchAsync(cancellation);
        while (!search.IsCompleted && !IsStopped)
        {
            await Task.WhenAny(search, _queue.WaitAsync());
            await _hub.Threads.RunAsync(() => ReadTexts(Keep));
        }

        List<Row> history = await search;
        // An event is in the queue before it can be in a file: with what is there now every double is known.
        await _hub.Threads.RunAsync(() =>
        {
            ReadTexts(Keep, all: true);
            foreach (Row row in history.Where(row => !seam.IsLive(row)))
                Pass(row);
            foreach (Row row in seam.Live)
                Pass(row);
        });
    }

    private async Task<List<Row>> SearchAsync(CancellationToken cancellation)
    {
        try
        {
            await _hub.Barrier.SettledAsync().WaitAsync(StoreWait, cancellation);
        }
        catch (TimeoutException)
        {
            HistoryProblem = "the disk is slow: events of the last moments may be missing";
        }

        LogsQuery query = _query.Filter;
        if (_request.HistoryFromUnixNs is { } from)
            query = query.Within(new TimeBounds(from, long.MaxValue));
        string order = _request.HistoryRowsMax is { } rows ? $"* | sort by (_time desc) limit {rows}" : "* | sort by (_time)";
        RowList history = new();
        SearchOutcome outcome = await _search(query.WithPipes(LogsQuery.Parse(order, query.NowUnixNs).Pipes), history, cancellation);
        HistoryProblem ??= outcome.Problems.FirstOrDefault();
        if (_request.HistoryRowsMax is not null)
            history.Rows.Reverse();
        return history.Rows;
    }

    private void ReadTexts(Action<Row> found, bool all = false)
    {
        for (int texts = 0; (all || texts < TextsPerTurn) && _queue.Take() is { } text; texts++)
        {
            try
            {
                _reader.Read(text, found);
            }
            finally
            {
                text.Release();
            }
        }
    }

    private void Pass(Row row)
    {
        _batch.Clear();
        _batch.Add().Assign(row);
        _first.Process(_batch);
    }

    private sealed class RowList : IPipeProcessor
    {
        public List<Row> Rows { get; } = [];

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
                Rows.Add(batch[i].Copy());
            return true;
        }

        public void Flush()
        {
        }
    }
}
