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
    private const int PendingRowsPerTurn = 500;
    private const long PendingBytesPerTurn = 1 << 20;

    // Ten thousand rows of usual size and more; who wants all of a day asks for it with a query.
    private const long HistoryBytesMax = 32L << 20;

    // The writers flush five times a second; a disk that hangs does not keep a tail from its history for longer.
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(2);

    private readonly TailRequest _request;
    private readonly TailSearch _search;
    private readonly TailHub _hub;
    private readonly TailQueue _queue;
    private readonly TailQuery _query;
    private readonly TailReader _reader;
    private readonly TailRate _rate;
    private readonly TailPipes _pipes;
    private readonly Queue<Row> _pending = new();
    private long _historyBytes;
    private long _notKept;
    private volatile bool _isDisposed;

    private TailSession(
        TailRequest request, IPipeProcessor receiver, TailSearch search, TailHub hub, TailQueue queue, TailQuery query, TimeProvider time)
    {
        _request = request;
        _search = search;
        _hub = hub;
        _queue = queue;
        _query = query;
        _reader = new TailReader(query, time, hub.Formats);
        _rate = new TailRate(request.RowsPerSecondMax, time, receiver);
        _pipes = new TailPipes(query, _rate);
    }

    /// <summary>The server stops: what is still there may be read, and no more comes.</summary>
    public bool IsStopped => _queue.IsStopped;

    /// <summary>Why the history may lack some events; null = it does not.</summary>
    public string? HistoryProblem { get; private set; }

    /// <summary>Why a query cannot be followed; null = it can.</summary>
    public static string? WhyNot(LogsQuery query)
    {
        if (query.Pipes.FirstOrDefault(static pipe => !pipe.CanTail) is not { } pipe)
            return null;
        string name = pipe.ToString().Split(' ', '(')[0];
        return $"the pipe '{name}' cannot follow what comes in, for it needs all rows before it can answer; a live tail takes those that "
            + "work row by row: filter, fields, delete, rename, copy, extract, unpack_json, format, math, replace and the like";
    }

    /// <summary>Begins to watch at once; what comes in before the first <see cref="ReadAsync"/> waits, within bounds.</summary>
    internal static async Task<TailSession?> OpenAsync(
        TailRequest request, IPipeProcessor receiver, TailSearch search, TailHub hub, TimeProvider time, CancellationToken cancellation)
    {
        LogsQuery Parse(long nowUnixNs) =>
            request.Condition is { } condition ? request.Query(nowUnixNs).WithFilter(condition) : request.Query(nowUnixNs);
        TailQuery query = await TailQuery.StartAsync(Parse, search, time, cancellation);
        return hub.Subscribe() is { } queue ? new TailSession(request, receiver, search, hub, queue, query, time) : null;
    }

    /// <summary>Looks for the history, while what comes in waits. Called once, before the first <see cref="ReadAsync"/>, which gives it.</summary>
    /// <exception cref="LogsQlException">It is more than may be sorted or held; ask for less.</exception>
    /// <exception cref="SearchRefusedException">It was not searched, or not to its end.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the server stops.</exception>
    public async Task FindHistoryAsync(CancellationToken cancellation)
    {
        if (_request.HasHistory)
            await JoinAsync(cancellation);
    }

    /// <summary>Done when there is something to read, when the server stops, or when the time is up.</summary>
    /// <returns>True: there is something to read.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (_pending.Count > 0)
            return true;
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

    /// <summary>Gives the rows of the history, in the order of time, and then of what comes in; a bounded amount for each call.</summary>
    /// <returns>True: there is more to read at once.</returns>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async Task<bool> ReadAsync()
    {
        await _hub.Threads.RunAsync(() =>
        {
            if (!ReadPending())
                ReadTexts(_pipes.Pass, TextsPerTurn);
        });
        return _pending.Count > 0 || !_queue.IsEmpty;
    }

    /// <summary>What was not shown since the last call.</summary>
    public TailSkipped TakeSkipped()
    {
        long leftOut = _rate.TakeLeftOut();
        _hub.CountLeftOut(leftOut);
        TailSkipped skipped = new(_queue.TakeMissed() + _notKept, leftOut);
        _notKept = 0;
        return skipped;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _queue.Dispose();
        GiveBack();
    }

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
            await _hub.Threads.RunAsync(() => ReadTexts(Keep, TextsPerTurn));
        }

        List<Row> history = await search;
        // An event is in the queue before it can be in a file: with what is there now every double is known.
        await _hub.Threads.RunAsync(() =>
        {
            ReadTexts(Keep, int.MaxValue);
            foreach (Row row in history.Where(row => !seam.IsLive(row)).Concat(seam.Live))
                _pending.Enqueue(row);
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
        HistoryRows history = new(this);
        SearchOutcome outcome = await _search(query.WithPipes(LogsQuery.Parse(order, query.NowUnixNs).Pipes), history, cancellation);
        HistoryProblem ??= outcome.Problems.Count > 0 ? outcome.Problems[0] : null;
        if (_request.HistoryRowsMax is not null)
            history.Rows.Reverse();
        return history.Rows;
    }

    /// <returns>False: nothing of the history is left, and what comes now is live.</returns>
    private bool ReadPending()
    {
        long bytes = 0;
        for (int rows = 0; rows < PendingRowsPerTurn && bytes < PendingBytesPerTurn && _pending.TryDequeue(out Row? row); rows++)
        {
            bytes += row.CopyBytes();
            _pipes.Pass(row);
        }

        if (_pending.Count == 0)
            GiveBack();
        _rate.IsOn = bytes == 0;
        return bytes > 0;
    }

    private void GiveBack()
    {
        _hub.History.Give(_historyBytes);
        _historyBytes = 0;
    }

    private void ReadTexts(Action<Row> found, int textsMax)
    {
        for (int texts = 0; texts < textsMax && _queue.Take() is { } text; texts++)
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

    /// <summary>The search's rows, within what one tail and all of them may hold.</summary>
    private sealed class HistoryRows(TailSession session) : IPipeProcessor
    {
        public List<Row> Rows { get; } = [];

        public bool Process(RowBatch batch)
        {
            // A search that a disk holds up may end after its tail.
            if (session._isDisposed)
                return false;
            for (int i = 0; i < batch.Count; i++)
            {
                long bytes = batch[i].CopyBytes();
                if (session._historyBytes + bytes > HistoryBytesMax)
                    throw new LogsQlException($"the history has more than {HistoryBytesMax >> 20} MiB; set a smaller start_offset, or a limit to get the newest of it");
                session._hub.History.Take(bytes);
                session._historyBytes += bytes;
                Rows.Add(batch[i].Copy());
            }

            return true;
        }

        public void Flush()
        {
        }
    }
}
