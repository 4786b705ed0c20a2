using LogHog.Engine.Query.Values;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

/// <summary>Keeps a query's answer.</summary>
internal sealed class RowCollector : IPipeProcessor
{
    public List<Row> Rows { get; } = [];

    public bool IsFlushed { get; private set; }

    public static List<Row> Run(string query, IRowSource source, QueryLimits? limits = null) => Run(LogsQuery.Parse(query, Corpus.Now), source, limits);

    public static List<Row> Run(LogsQuery query, IRowSource source, QueryLimits? limits = null)
    {
        var collector = new RowCollector();
        QueryRunner.Run(query, source, collector, limits ?? QueryLimits.Default, CancellationToken.None);
        Assert.True(collector.IsFlushed);
        return collector.Rows;
    }

    public bool Process(RowBatch batch)
    {
        Assert.False(IsFlushed);
        for (int i = 0; i < batch.Count; i++)
        {
            Rows.Add(batch[i].Copy());
        }

        return true;
    }

    public void Flush() => IsFlushed = true;

    /// <summary>A row as one text, fields sorted, empty ones left out.</summary>
    public static string Text(Row row)
    {
        IEnumerable<string> fields = Enumerable.Range(0, row.Count)
            .Where(i => row.ValueAt(i).Length > 0)
            .Select(i => $"{row.NameAt(i)}={Utf8.Decode(row.ValueAt(i).Span)}")
            .Order(StringComparer.Ordinal);
        return string.Join("; ", fields);
    }
}
