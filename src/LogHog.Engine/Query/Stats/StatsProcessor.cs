using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query.Stats;

/// <summary>Groups rows and feeds the functions of each group.</summary>
internal sealed class StatsProcessor : IPipeProcessor
{
    private readonly StatsPipe _pipe;
    private readonly PipeContext _context;
    private readonly IPipeProcessor _next;
    private readonly StatsContext _stats;
    private readonly StatsColumn[] _columns;
    private readonly RowGroups<long> _groups;
    private readonly Func<long> _create;
    private readonly int _slotsBytes;
    private readonly int _groupBytes;

    public StatsProcessor(StatsPipe pipe, PipeContext context, IPipeProcessor next)
    {
        _pipe = pipe;
        _context = context;
        _next = next;
        _groups = new RowGroups<long>(context.Budget);
        _stats = new StatsContext(context.Budget, SecondsPerGroup());
        _columns = [.. pipe.Columns.Select(column => column.Function.Start(_stats))];
        _create = CreateGroup;
        _slotsBytes = _columns.Sum(static column => column.SlotBytes);
        _groupBytes = _slotsBytes + _columns.Sum(static column => column.EmptyBytes);
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

            Span<byte> slots = _stats.Bytes.Writable(_groups.Get(_create, out _), _slotsBytes);
            for (int c = 0; c < _columns.Length; c++)
            {
                if (_pipe.Columns[c].Condition is not { } condition || condition.Matches(row))
                {
                    _columns[c].Add(slots, row);
                }

                slots = slots[_columns[c].SlotBytes..];
            }
        }

        return true;
    }

    public void Flush()
    {
        var emitter = new Emitter(_next, _context.Cancellation);
        foreach ((ReadOnlyMemory<byte> key, long at) in _groups.All)
        {
            Row row = emitter.Add();
            List<ReadOnlyMemory<byte>> values = RowGroups<long>.Split(key);
            for (int i = 0; i < values.Count; i++)
            {
                row.Set(_pipe.By[i].Field, values[i]);
            }

            ReadOnlySpan<byte> slots = _stats.Bytes.Span(at, _slotsBytes);
            for (int c = 0; c < _columns.Length; c++)
            {
                row.Set(_pipe.Columns[c].Result, _columns[c].Result(slots));
                slots = slots[_columns[c].SlotBytes..];
            }

            if (!emitter.Pass())
            {
                break;
            }
        }

        emitter.Flush();
    }

    /// <returns>Where its slots are.</returns>
    private long CreateGroup()
    {
        _context.Budget.Take(_groupBytes);
        Span<byte> slots = _stats.Bytes.Reserve(_slotsBytes, out long at);
        slots.Clear();
        foreach (StatsColumn column in _columns)
        {
            column.Begin(slots[..column.SlotBytes]);
            slots = slots[column.SlotBytes..];
        }

        return at;
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
