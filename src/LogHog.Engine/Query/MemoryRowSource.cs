namespace LogHog.Engine.Query;

/// <summary>Rows in memory. Scans every one of them: the naive way, against which an index can be tested.</summary>
public sealed class MemoryRowSource : IRowSource
{
    private const int BatchRows = 256;

    private readonly List<Row> _rows = [];

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Adds a row; the caller no longer changes it.</summary>
    public void Add(Row row) => _rows.Add(row);

    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
    {
        var batch = new RowBatch();
        foreach (Row row in _rows)
        {
            if (requirements.Filter.Matches(row))
            {
                batch.Add().Assign(row);
            }

            if (batch.Count == BatchRows)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!receiver.Process(batch))
                {
                    return;
                }

                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            receiver.Process(batch);
        }
    }
}
