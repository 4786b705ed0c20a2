using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Differential;
using LogHog.Engine.Tests.Query;

namespace LogHog.Engine.Tests.Search;

/// <summary>Queries that are made to hurt, over a folder of logs: each ends with an answer or with an error that says why.</summary>
public sealed class HostileSearchTests(HostileSearchTests.Logs logs) : IClassFixture<HostileSearchTests.Logs>
{
    /// <summary>Half of what the threads of any server have, so that a recursion that is too deep shows here first.</summary>
    private const int StackBytes = 512 << 10;

    /// <summary>Far beyond what any of these needs: what is not done by then has hung.</summary>
    private static readonly TimeSpan Hung = TimeSpan.FromMinutes(2);

    /// <summary>At the limits of the language: each of these is allowed.</summary>
    public static TheoryData<string> Allowed => new()
    {
        $"{new string('(', 190)}error{new string(')', 190)}",
        $"{string.Concat(Enumerable.Repeat("!", 190))}error",
        Nested(60, inner => $"(error or !({inner}))"),
        Nested(60, inner => $"user:in({inner} | fields user)"),
        Nested(60, inner => $"error | union ({inner})"),
        Nested(30, inner => $"trace_id:* | join by (trace_id) ({inner} | fields trace_id, user | limit 3) | limit 3"),
        $"* {string.Concat(Enumerable.Repeat("| len(_msg) as n ", 199))}",
        $"* {string.Concat(Enumerable.Repeat("| sort by (_time) ", 100))}",
        $"* | stats {string.Join(", ", Enumerable.Range(0, 500).Select(i => $"count() if (_msg:x{i}) as n{i}"))}",
        $"user:in({string.Join(',', Enumerable.Range(0, 90_000).Select(i => $"u{i}"))})",
        $"contains_any({string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"word{i} other\""))})",
        $"({string.Join(" or ", Enumerable.Range(0, QueryLimits.FiltersMax - 1).Select(i => $"w{i}"))})",
        $"\"{new string('a', 1_000_000)}\"",
        $"*{new string('a', 900_000)}*",
        "~\"(((a|b|c|d|e){3}){3}){3}\"",
        "~\"(x+x+)+y\"",
        "~\"^(([a-z])+.)+[A-Z]([a-z])+$\"",
        $"~\"{string.Join('|', Enumerable.Range(0, 2_000).Select(i => $"w{i}x"))}\"",
        "i(ÄÖÜ) or ~\"(?i)(ä|ö|ü)+\"",
        "* | extract \"<a> <b> <c>\"",
        "_time:[1700-01-01T00:00:00Z, 2261-04-11T23:47:16Z] | stats by (_time:1ns) count() n | limit 1",
        "_time:250y | stats by (_time:1y offset 99y) rate() r",
        "* | math (9e307 * bytes) ^ bytes as x | stats sum(x) as s, max(x) as m",
        "* | stats quantile(0.99, _msg) as q, histogram(_msg) as h",
        "* | sort by (nope) offset 4000000000 limit 4000000000",
        "* | limit 0 | stats count() n",
    };

    /// <summary>Each grows without an end in sight.</summary>
    public static TheoryData<string> Growing => new()
    {
        $"* {string.Concat(Enumerable.Repeat("| format \"<_msg><_msg>\" as _msg ", 40))} | limit 1",
        $"* {string.Concat(Enumerable.Repeat("| format \"<hexencode:_msg>\" as _msg ", 60))} | stats count() n, max(_msg) m",
        $"* {string.Concat(Enumerable.Repeat("| pack_json as a | pack_json as b ", 30))} | sort by (a)",
        $"* {string.Concat(Enumerable.Repeat("| pack_logfmt as a | pack_logfmt as b ", 30))} | sort by (a)",
        $"* {string.Concat(Enumerable.Repeat("| replace_regexp (\".+\", \"$0$0$0$0\") at _msg ", 20))} | sort by (_msg)",
        $"* | replace (\" \", \"{new string('x', 500_000)}\") at _msg | replace (\"x\", \"{new string('y', 400_000)}\") at _msg",
        $"_msg:* | replace_regexp (\".\", \"{new string('x', 500_000)}\") at _msg | replace_regexp (\"x\", \"{new string('y', 400_000)}\") at _msg",
        $"* | unpack_words from _msg as _msg {string.Concat(Enumerable.Repeat("| format \"<q:_msg><q:_msg>\" as _msg ", 30))}",
    };

    [Theory]
    [MemberData(nameof(Allowed), DisableDiscoveryEnumeration = true)]
    public void Answers_what_stands_at_the_limits_on_a_small_stack(string query) => Assert.Null(OnSmallStack(() => Run(query, QueryLimits.Default)));

    [Theory]
    [MemberData(nameof(Growing), DisableDiscoveryEnumeration = true)]
    public void Ends_with_an_error_what_makes_values_grow_without_bounds(string query)
    {
        Exception? ended = OnSmallStack(() => Run(query, new QueryLimits { MemoryBytesMax = 4 << 20 }));

        Assert.True(Assert.IsType<LogsQlException>(ended).Message.Contains("MiB", StringComparison.Ordinal), ended.Message);
    }

    [Theory]
    [InlineData("* | sort by (_msg, seq)")]
    [InlineData("* | stats by (_time, _msg, seq) count() n")]
    [InlineData("* | stats values(_msg) v, json_values(*) j")]
    [InlineData("* | uniq by (_time, _msg)")]
    [InlineData("* | facets 100000 max_values_per_field 1000000 max_value_len 1000000")]
    [InlineData("* | unpack_words as w | unroll by (w) | stats by (w, _time) count() n")]
    [InlineData("* | join by (app) (* | fields app, _msg)")]
    [InlineData("_msg:in(* | fields _msg)")]
    [InlineData("* | stream_context before 1000000 after 1000000 time_window 1y")]
    [InlineData("* | top 1000000 by (_msg, _time)")]
    public void Says_so_when_a_search_needs_more_memory_than_it_may_have(string query)
    {
        Exception? ended = OnSmallStack(() => Run(query, new QueryLimits { MemoryBytesMax = 10_000 }));

        Assert.Contains("memory", Assert.IsType<LogsQlException>(ended).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("* | sort by (_msg)")]
    [InlineData("* | join by (app) (* | fields app)")]
    [InlineData("* | join by (app) (* | fields app, user) | join by (app) (* | fields app, user) | stats count() n")]
    [InlineData("* | unpack_words as w | copy w as x, w as y | unroll by (w) | unroll by (x) | unroll by (y) | stats count() n")]
    [InlineData("* | union (* | union (* | union (*))) | join by (app) (* | fields app) | stats count() n")]
    public void Stops_soon_when_the_caller_leaves_in_the_middle(string query)
    {
        using var gone = new CancellationTokenSource();
        Exception? ended = OnSmallStack(() => QueryRunner.Run(
            LogsQuery.Parse(query, RandomLog.EndUnixNs), new LeavingSource(logs.Source(), gone, batches: 3), new RowCollector(), QueryLimits.Default, gone.Token));

        Assert.IsAssignableFrom<OperationCanceledException>(ended);
    }

    private void Run(string query, QueryLimits limits)
    {
        using var hung = new CancellationTokenSource(Hung);
        FolderSource source = logs.Source();
        QueryRunner.Run(LogsQuery.Parse(query, RandomLog.EndUnixNs), source, new RowCounter(), limits, hung.Token);
        Assert.Empty(source.Problems);
    }

    private static Exception? OnSmallStack(Action run)
    {
        Exception? ended = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    run();
                }
                catch (Exception e)
                {
                    ended = e;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        return ended;
    }

    private static string Nested(int depth, Func<string, string> around)
    {
        string query = "error";
        for (int i = 0; i < depth; i++)
            query = around(query);
        return query;
    }

    /// <summary>The folder that all of them search.</summary>
    public sealed class Logs : IDisposable
    {
        private readonly LogTree _tree;
        private readonly FolderIndexes _indexes;

        public Logs()
        {
            Random random = TestKit.SeededRandom.Create();
            _tree = new LogTree(random, RandomLog.Create(random, 400, paddingBytesMax: 0));
            using (new FolderIndexes(_tree.Folder))
                _tree.Grow();
            _indexes = new FolderIndexes(_tree.Folder);
        }

        internal FolderSource Source() => _indexes.Source();

        public void Dispose()
        {
            _indexes.Dispose();
            _tree.Dispose();
        }
    }

    /// <summary>The caller goes away when so many batches have been found.</summary>
    private sealed class LeavingSource(IRowSource source, CancellationTokenSource gone, int batches) : IRowSource
    {
        private int _left = batches;

        public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation) =>
            source.Scan(requirements, new Watch(this, receiver), cancellation);

        private sealed class Watch(LeavingSource of, IPipeProcessor next) : IPipeProcessor
        {
            public bool Process(RowBatch batch)
            {
                if (Interlocked.Decrement(ref of._left) == 0)
                    of.Leave();
                return next.Process(batch);
            }

            public void Flush() => next.Flush();
        }

        private void Leave() => gone.Cancel();
    }

    private sealed class RowCounter : IPipeProcessor
    {
        public bool Process(RowBatch batch) => true;

        public void Flush()
        {
        }
    }
}
