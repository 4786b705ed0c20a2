using LogHog.Engine.Durability;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>A live tail of a folder of log files, without any server: for one thread.</summary>
public sealed class FolderTail : IDisposable
{
    private readonly RootedFolder _folder;
    private readonly TimeProvider _time;
    private readonly TailQuery _query;
    private readonly TailReader _reader;
    private readonly TailPipes _pipes;
    private readonly FolderFollower _follower;
    private readonly List<string> _problems = [];
    private Action<Row> _found;

    private FolderTail(RootedFolder folder, TimeProvider time, TailQuery query, IPipeProcessor receiver)
    {
        _folder = folder;
        _time = time;
        _query = query;
        _reader = new TailReader(query, time, FolderFormats.Open(folder));
        _pipes = new TailPipes(query, receiver);
        _found = _pipes.Pass;
        _follower = new FolderFollower(folder, Found);
    }

    /// <summary>Follows from now on; <see cref="Look"/> gives what was written since.</summary>
    /// <param name="folder">The files; has to stay open.</param>
    /// <param name="query">The query at a moment, in ns since 1970.</param>
    /// <param name="receiver">Gets the rows; never flushed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends its sub-queries.</param>
    /// <exception cref="LogsQlException">The query cannot be followed; the message names the pipe.</exception>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public static async Task<FolderTail> OpenAsync(
        RootedFolder folder, Func<long, LogsQuery> query, IPipeProcessor receiver, TimeProvider time, CancellationToken cancellation)
    {
        TailQuery plan = await TailQuery.StartAsync(
            query, (sub, rows, cancel) => Task.FromResult(Search(folder, time, sub, rows, cancel)), time, cancellation);
        FolderTail tail = new(folder, time, plan, receiver);
        tail._follower.Begin(time.GetUtcNow(), cancellation);
        return tail;
    }

    /// <summary>Gives the history, in the order of time, and what was written meanwhile.</summary>
    /// <param name="fromUnixNs">Its first moment; null = none.</param>
    /// <param name="rowsMax">Only the newest so many; null = all.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="LogsQlException">It is more than may be sorted.</exception>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void ReadHistory(long? fromUnixNs, int? rowsMax, CancellationToken cancellation)
    {
        LogsQuery query = _query.Filter;
        if (fromUnixNs is { } from)
            query = query.Within(new TimeBounds(from, long.MaxValue));
        string order = rowsMax is { } rows ? $"* | sort by (_time desc) limit {rows}" : "* | sort by (_time)";
        RowList history = new(QueryLimits.Default.MemoryBytesMax);
        SearchOutcome outcome = Search(_folder, _time, query.WithPipes(LogsQuery.Parse(order, query.NowUnixNs).Pipes), history, cancellation);
        _problems.AddRange(outcome.Problems);
        IEnumerable<Row> ordered = rowsMax is null ? history.Rows : history.Rows.Reverse();
        TailSeam seam = new();
        _found = row => seam.TryKeep(row);
        _follower.Look(isQuiet: true, cancellation);
        _found = _pipes.Pass;
        foreach (Row row in ordered.Where(row => !seam.IsLive(row)).Concat(seam.Live))
            _pipes.Pass(row);
    }

    /// <summary>Gives what was written since the last look. Call it several times a second.</summary>
    /// <exception cref="DiskException">The folder cannot be listed.</exception>
    public void Look(CancellationToken cancellation) => _follower.Look(isQuiet: false, cancellation);

    /// <summary>What could not be read or followed, for people; each once. Null = nothing more.</summary>
    public string? TakeProblem()
    {
        if (_problems.Count == 0)
            return _follower.TakeProblem();
        string problem = _problems[0];
        _problems.RemoveAt(0);
        return problem;
    }

    public void Dispose() => _follower.Dispose();

    private void Found(SearchFile file, ReadOnlyMemory<byte> text, ref long? carriedTime) => _reader.Read(file, text, ref carriedTime, _found);

    private static SearchOutcome Search(
        RootedFolder folder, TimeProvider time, LogsQuery query, IPipeProcessor receiver, CancellationToken cancellation)
    {
        FolderSource source = new(folder, time);
        QueryRunner.Run(query, source, receiver, QueryLimits.Default, cancellation);
        return new SearchOutcome(source.Problems);
    }
}
