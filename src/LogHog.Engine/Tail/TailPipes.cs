using LogHog.Engine.Query;

namespace LogHog.Engine.Tail;

/// <summary>The pipes of a tail's query, row by row, in front of a receiver.</summary>
internal sealed class TailPipes
{
    private readonly IPipeProcessor _first;
    private readonly RowBatch _batch = new();

    public TailPipes(TailQuery query, IPipeProcessor receiver)
    {
        var context = new PipeContext(
            new MemoryBudget(QueryLimits.Default.MemoryBytesMax), TimeBounds.All, new MemoryRowSource(),
            static (_, _) => throw new InvalidOperationException("pipes with sub-queries of their own cannot tail"), CancellationToken.None);
        _first = QueryRunner.Start(query.Pipes, context, receiver);
    }

    /// <summary>The row is lent until the call returns.</summary>
    public void Pass(Row row)
    {
        _batch.Clear();
        _batch.Add().Assign(row);
        _first.Process(_batch);
    }
}
