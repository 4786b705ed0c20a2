using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query.Stats;

/// <summary>Groups rows and feeds the functions of each group.</summary>
internal sealed class StatsProcessor : IPipeProcessor
{
    /// <summary>What the state of one function of one group takes at least.</summary>
    private const int StateBytes = 96;

    private readonly StatsPipe _pipe;
    private readonly PipeContext _context;
    private readonly IPipeProcessor _next;
    private readonly StatsContext _stats;
    private readonly RowGroups<StatsState[]> _groups;
    private readonly Func<StatsState[]> _create;
    private readonly int _groupBytes;

    public StatsProcessor(StatsPipe pipe, PipeContext context, IPipeProcessor next)
    {
        _pipe = pipe;
        _context = context;
        _next = next;
        _groups = new RowGroups<StatsState[]>(context.Budget);
        _stats = new StatsContext(context.Budget, SecondsPerGroup());
        _create = CreateGroup;
        _groupBytes = pipe.Columns.Sum(static column => StateBytes + column.Function.EmptyBytes);
        if (pipe.By.Count == 0)
        {
            _groups.StartKey();
            _groups.Get(_create, out _);
        }
    }

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Row row = batch[i];
            _groups.StartKey();
            foreach (GroupKey key in _pipe.By)
            {
                ReadOnlyMemory<byte> value = row.GetMemory(key.Field);
                _groups.AddToKey((key.Bucket is null ? value : key.Bucket.Of(value)).Span);
            }

            StatsState[] states = _groups.Get(_create, out _);
            for (int c = 0; c < states.Length; c++)
            {
                if (_pipe.Columns[c].Condition is not { } condition || condition.Matches(row))
                {
                    states[c].Add(row);
                }
            }
        }

        return true;
    }

    public void Flush()
    {
        var emitter = new Emitter(_next, _context.Cancellation);
        foreach ((ReadOnlyMemory<byte> key, StatsState[] states) in _groups.All)
        {
            Row row = emitter.Add();
            List<ReadOnlyMemory<byte>> values = RowGroups<StatsState[]>.Split(key);
            for (int i = 0; i < values.Count; i++)
            {
                row.Set(_pipe.By[i].Field, values[i]);
            }

            for (int c = 0; c < states.Length; c++)
            {
                row.Set(_pipe.Columns[c].Result, states[c].Result());
            }

            if (!emitter.Pass())
            {
                break;
            }
        }

        emitter.Flush();
    }

    private StatsState[] CreateGroup()
    {
        _context.Budget.Take(_groupBytes);
        return [.. _pipe.Columns.Select(column => column.Function.Start(_stats))];
    }

    /// <summary>The bucket of _time, or else the time range of the query.</summary>
    private double SecondsPerGroup()
    {
        foreach (GroupKey key in _pipe.By)
        {
            if (key is { Field: "_time", Bucket: { Seconds: > 0 } bucket })
            {
                return bucket.Seconds;
            }
        }

        TimeBounds time = _context.Time;
        return time.FromUnixNs == long.MinValue || time.ToUnixNs == long.MaxValue || time.IsEmpty
            ? 0
            : (double)((Int128)time.ToUnixNs - time.FromUnixNs + 1) / 1e9;
    }
}
