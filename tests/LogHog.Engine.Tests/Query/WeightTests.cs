using System.Globalization;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Tests.Query;

/// <summary>A row that stands for several gives the same answers as the several.</summary>
public sealed class WeightTests
{
    private const string Functions = "count() c, count(a) ca, count_empty(a) ce, count_uniq(a) cu, count_uniq_hash(a) ch, sum(n) s, avg(n) av, min(n) mi, max(n) ma, "
        + "sum_len(a) sl, median(n) me, quantile(0.9, n) q, rate() r, rate_sum(n) rs, values(a) limit 3 v, uniq_values(a) uv, json_values(a) limit 2 jv, "
        + "row_any(a) ra, row_max(n, a) rm, histogram(n) hi";

    [Theory]
    [InlineData("* | stats " + Functions)]
    [InlineData("* | stats by (g) " + Functions)]
    [InlineData("* | stats by (g) count() if (a:x) as x, sum(n) if (n:>1) as y")]
    [InlineData("* | top 3 by (g, a)")]
    [InlineData("* | uniq by (a) with hits")]
    [InlineData("* | field_values g")]
    [InlineData("* | field_names")]
    [InlineData("* | facets")]
    [InlineData("* | format \"<g>-<a>\" as f | filter f:b | top by (f)")]
    [InlineData("* | unroll by (list) | stats by (list) count()")]
    public void Counts_as_often_as_it_weighs(string query)
    {
        Random random = TestKit.SeededRandom.Create();
        LogsQuery parsed = LogsQuery.Parse(query, Corpus.Now);
        Assert.True(QueryRequirements.Of(parsed).AllowsWeights);
        List<Row> heavy = [];
        List<Row> single = [];
        for (int i = 0; i < 50; i++)
        {
            var row = new Row();
            row.Set("g", Utf8.Encode(random.Next(3) == 0 ? "b" : "c"));
            row.Set("a", Utf8.Encode(random.Next(4) switch { 0 => "", 1 => "x", 2 => "y z", _ => "1" }));
            row.Set("n", Utf8.Encode((random.Next(1, 50) / 10.0).ToString(CultureInfo.InvariantCulture)));
            row.Set("list", Utf8.Encode(random.Next(2) == 0 ? "[1,2]" : "[3]"));
            row.Weight = random.Next(1, 6);
            heavy.Add(row);
            for (long n = 0; n < row.Weight; n++)
            {
                Row one = row.Copy();
                one.Weight = 1;
                single.Add(one);
            }
        }

        Assert.Equal(Answer(parsed, single), Answer(parsed, heavy));
    }

    private static List<string> Answer(LogsQuery query, List<Row> rows)
    {
        return [.. RowCollector.Run(query, new Source(rows)).Select(RowCollector.Text).Order(StringComparer.Ordinal)];
    }

    private sealed class Source(List<Row> rows) : IRowSource
    {
        public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
        {
            var batch = new RowBatch();
            foreach (Row row in rows)
                batch.Add().Assign(row);
            receiver.Process(batch);
        }
    }
}
