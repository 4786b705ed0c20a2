using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class HostileQueryTests
{
    private const int Million = 1_000_000;

    public static TheoryData<string> Refused => new()
    {
        new string('(', 100_000),
        new string('!', 100_000) + "a",
        new string(':', 100_000) + "a",
        string.Concat(Enumerable.Repeat("not ", 100_000)) + "a",
        string.Concat(Enumerable.Repeat("x:in(", 50_000)),
        string.Concat(Enumerable.Repeat("a | union (", 50_000)),
        "* | math " + new string('(', 100_000),
        "* | math " + new string('-', 100_000) + "a",
        "* | math a" + string.Concat(Enumerable.Repeat("+a", 100_000)),
        "*" + string.Concat(Enumerable.Repeat("|limit 1", 100_000)),
        "* | stats " + string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"count() a{i}")),
        string.Join(' ', Enumerable.Repeat("x:in(a | fields b)", 1_000)),
        "~\"(a{1,1000}){1,1000}\"",
        "~\"((((a{30}){30}){30}){30})\"",
        "~\"(a)\\\\1\"",
        "~\"(?=a)\"",
        new string('a', QueryLimits.QueryLengthMax + 1),
        string.Join(" or ", Enumerable.Range(0, QueryLimits.FiltersMax + 1).Select(i => $"w{i}")),
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Refuses_what_nests_or_repeats_without_bounds(string query) =>
        Assert.Throws<LogsQlException>(() => LogsQuery.Parse(query, Corpus.Now));

    [Fact]
    public void Answers_a_query_of_a_megabyte_of_values()
    {
        string query = $"user:in({string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"u{i}"))}, alice)";
        Assert.InRange(query.Length, Million / 2, Million);
        Assert.Equal(268, RowCollector.Run(query, Corpus.Events()).Count);
    }

    [Fact]
    public void Joins_as_many_stream_filters_as_there_may_be_in_one_pass()
    {
        LogsQuery query = LogsQuery.Parse(string.Concat(Enumerable.Repeat("{app=a} ", QueryLimits.FiltersMax)), Corpus.Now);
        Assert.StartsWith("{app=\"a\",app=\"a\"", query.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~\"(a+)+$\"")]
    [InlineData("~\"(a|aa)+$\"")]
    [InlineData("~\"(.*)(.*)(.*)(.*)(.*)x\"")]
    public void Runs_catastrophic_patterns_in_linear_time(string query)
    {
        var source = new MemoryRowSource();
        var row = new Row();
        row.Set("_msg", System.Text.Encoding.ASCII.GetBytes(new string('a', 20_000) + "!"));
        source.Add(row);
        Assert.Empty(RowCollector.Run(query, source));
    }

    [Theory]
    [InlineData("* | sort by (_msg)")]
    [InlineData("* | stats by (_time) count()")]
    [InlineData("* | stats values(_msg)")]
    [InlineData("* | stats by (_time) max(_msg)")]
    [InlineData("* | stats by (_time) row_any()")]
    [InlineData("* | stats by (_time) row_min(_msg)")]
    [InlineData("* | uniq by (_msg)")]
    [InlineData("* | facets max_values_per_field 100000 max_value_len 10000")]
    [InlineData("* | join by (app) (* | limit 1000)")]
    [InlineData("x:in(* | fields _msg)")]
    [InlineData("* | top by (_msg)")]
    public void Says_so_when_a_query_needs_more_memory_than_it_may_have(string query)
    {
        var limits = new QueryLimits { MemoryBytesMax = 100_000 };
        LogsQlException e = Assert.Throws<LogsQlException>(() => RowCollector.Run(query, Corpus.Events(), limits));
        Assert.Contains("memory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorts_with_a_limit_within_little_memory()
    {
        var limits = new QueryLimits { MemoryBytesMax = 2_000_000 };
        Assert.Equal(3, RowCollector.Run("* | sort by (_time) limit 3", Corpus.Events(), limits).Count);
    }

    [Fact]
    public void Stops_when_the_caller_leaves()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            QueryRunner.Run(LogsQuery.Parse("*", Corpus.Now), Corpus.Events(), new RowCollector(), QueryLimits.Default, gone.Token));
    }
}
