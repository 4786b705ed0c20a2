using LogHog.Engine.Query.Values;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class PipeTests
{
    [Fact]
    public void A_limit_stops_the_source()
    {
        var source = new CountingSource(rows: 100_000);
        Assert.Equal(5, RowCollector.Run("* | len(n) as l | filter l:>0 | limit 5", source).Count);
        Assert.InRange(source.Given, 5, 1_000);
    }

    [Fact]
    public void Rows_stream_through_pipes_that_hold_nothing_back()
    {
        var source = new CountingSource(rows: 10_000);
        var first = new FirstRow(source);
        QueryRunner.Run(
            LogsQuery.Parse("* | extract \"<x>\" from n | math n * 2 as m | unroll by (q) | join by (z) (none:x) | fields m", Corpus.Now),
            source, first, QueryLimits.Default, CancellationToken.None);
        Assert.InRange(first.GivenAtFirstRow, 1, 1_000);
    }

    [Theory]
    [InlineData("* | fields a | filter a:b | unroll by (a) | sample 2", true)]
    [InlineData("* | sort by (a)", false)]
    [InlineData("* | limit 3", false)]
    [InlineData("* | stats count()", false)]
    public void Knows_what_live_tail_can_run(string query, bool can) =>
        Assert.Equal(can, LogsQuery.Parse(query, Corpus.Now).Pipes.All(pipe => pipe.CanTail));

    [Fact]
    public void Shows_the_neighbours_of_a_row_in_its_stream_only()
    {
        MemoryRowSource source = Stream(
            ("a", 0, "one"), ("b", 0, "other"), ("a", 1, "two"), ("a", 2, "HIT"), ("a", 3, "four"), ("a", 4, "five"), ("a", 9, "HIT"), ("a", 5, "six"));
        IEnumerable<string> messages = RowCollector.Run("HIT | stream_context before 1 after 1", source).Select(row => Utf8.Decode(row.Get("_msg")));
        Assert.Equal(["two", "HIT", "four", "---", "six", "HIT"], messages);
    }

    [Fact]
    public void Leaves_neighbours_out_that_are_further_away_than_the_window()
    {
        MemoryRowSource source = Stream(("a", 0, "far"), ("a", 50, "HIT"), ("a", 51, "near"));
        IEnumerable<string> messages = RowCollector.Run("HIT | stream_context before 5 after 5 time_window 10s", source).Select(row => Utf8.Decode(row.Get("_msg")));
        Assert.Equal(["HIT", "near"], messages);
    }

    [Theory]
    [InlineData("app:a | join by (k) (app:b | fields k, v)", "app=a; k=1; v=x | app=a; k=1; v=y | app=a; k=2")]
    [InlineData("app:a | join by (k) (app:b | fields k, v) inner prefix b.", "app=a; b.v=x; k=1 | app=a; b.v=y; k=1")]
    [InlineData("app:a | union (app:b k:1 | limit 1)", "app=a; k=1 | app=a; k=2 | app=b; k=1; v=x")]
    [InlineData("app:a k:in(app:b | fields k)", "app=a; k=1")]
    [InlineData("app:a | filter !k:in(app:b | uniq by (k))", "app=a; k=2")]
    [InlineData("app:a | stats count() if (k:in(app:b | fields k)) n", "n=1")]
    public void Runs_sub_queries(string query, string wanted)
    {
        var source = new MemoryRowSource();
        foreach (string text in (string[])["app=a k=1", "app=a k=2", "app=b k=1 v=x", "app=b k=1 v=y", "app=b k=3 v=z"])
        {
            var row = new Row();
            foreach (string[] pair in text.Split(' ').Select(pair => pair.Split('=')))
            {
                row.Set(pair[0], Utf8.Encode(pair[1]));
            }

            source.Add(row);
        }

        Assert.Equal(wanted, string.Join(" | ", RowCollector.Run(query, source).Select(RowCollector.Text).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("rate()", "* | filter _time:[2026-11-18, 2026-11-19) | stats rate() r, count() n", "n=2000; r=0.023148148148148147")]
    [InlineData("bucket", "* | stats by (_time:1d) rate() r | limit 1 | fields r", "r=0.023148148148148147")]
    public void Rates_are_per_second_of_the_bucket_or_of_the_time_range(string name, string query, string wanted)
    {
        Assert.NotEmpty(name);
        Assert.Equal(wanted, string.Join(" | ", RowCollector.Run(query, Corpus.Events()).Select(RowCollector.Text)));
    }

    [Theory]
    [InlineData("_time:week", "2026-11-16T00:00:00Z")]
    [InlineData("_time:month", "2026-11-01T00:00:00Z")]
    [InlineData("_time:year", "2026-01-01T00:00:00Z")]
    [InlineData("_time:hour", "2026-11-18T05:00:00Z")]
    [InlineData("_time:1d offset 3h", "2026-11-18T03:00:00Z")]
    public void Buckets_of_time_start_where_people_expect(string bucket, string start)
    {
        MemoryRowSource source = Stream(("a", (5 * 3600) + 61, "x"));
        Assert.Equal($"_time={start}; n=1", RowCollector.Text(RowCollector.Run($"* | stats by ({bucket}) count() n", source).Single()));
    }

    private static MemoryRowSource Stream(params (string App, int Second, string Message)[] rows)
    {
        var source = new MemoryRowSource();
        foreach ((string app, int second, string message) in rows)
        {
            var row = new Row();
            row.Set("_time", Utf8.Encode(Timestamps.Format(Corpus.Now - (2 * Timestamps.DayNs) + (second * 1_000_000_000L))));
            row.Set("app", Utf8.Encode(app));
            row.Set("_msg", Utf8.Encode(message));
            source.Add(row);
        }

        return source;
    }

    private sealed class CountingSource(int rows) : IRowSource
    {
        public int Given { get; private set; }

        public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
        {
            var batch = new RowBatch();
            var row = new Row();
            for (int i = 0; i < rows; i++)
            {
                row.Clear();
                row.Set("n", Utf8.Encode($"{i}"));
                if (!requirements.Filter.Matches(row))
                {
                    continue;
                }

                Given++;
                batch.Clear();
                batch.Add().Assign(row);
                if (!receiver.Process(batch))
                {
                    return;
                }
            }
        }
    }

    private sealed class FirstRow(CountingSource source) : IPipeProcessor
    {
        public int GivenAtFirstRow { get; private set; }

        public bool Process(RowBatch batch)
        {
            GivenAtFirstRow = GivenAtFirstRow == 0 ? source.Given : GivenAtFirstRow;
            return true;
        }

        public void Flush()
        {
        }
    }
}
