using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>Queries within limits: over a folder with one file of 2,000 lines.</summary>
public sealed class SearchRunnerTests : IDisposable
{
    private const int Lines = 2000;

    private readonly TempFolder _files = new();
    private readonly RootedFolder _folder;
    private readonly CancellationTokenSource _stop = new();

    public SearchRunnerTests()
    {
        File.WriteAllLines(Path.Combine(_files.Path, "app.log"), Enumerable.Range(0, Lines).Select(static number => $"line {number} {new string('x', 500)}"));
        _folder = RootedFolder.Open(_files.Path, create: false);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_query_gives_its_rows_and_what_could_not_be_read()
    {
        RowList rows = new(1 << 20);

        SearchOutcome outcome = await Runner().RunAsync(Job("* | count() as n"), rows, CancellationToken.None);

        Assert.Equal("2000", System.Text.Encoding.UTF8.GetString(rows.Rows.Single().Get("n")));
        Assert.Empty(outcome.Problems);
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_nobody_but_its_place()
    {
        using ManualResetEventSlim disk = new();
        LimitSettings limits = new() { QueriesMax = 1, QueryWait = TimeSpan.FromMilliseconds(50), QueryDuration = TimeSpan.FromMilliseconds(100) };
        SearchRunner runner = Runner(() => limits);

        SearchRefusedException late = await Assert.ThrowsAsync<SearchRefusedException>(
            () => runner.RunAsync(Job("*"), new Receiver(() => disk.Wait(CancellationToken.None)), CancellationToken.None));
        SearchRefusedException busy = await Assert.ThrowsAsync<SearchRefusedException>(
            () => runner.RunAsync(Job("*"), new Receiver(), CancellationToken.None));
        disk.Set();
        await Eventually(() => Metric(runner, "loghog_queries_running") == 0);
        limits = new LimitSettings();
        Receiver after = new();
        await runner.RunAsync(Job("*"), after, CancellationToken.None);

        Assert.Equal((SearchRefusal.TimedOut, SearchRefusal.Busy), (late.Reason, busy.Reason));
        Assert.Contains("the disk does not answer", late.Message, StringComparison.Ordinal);
        Assert.Equal(Lines, after.Rows);
        Assert.Equal(1, Metric(runner, "loghog_queries_timed_out_total"));
        Assert.Equal(1, Metric(runner, "loghog_queries_busy_total"));
    }

    [Fact]
    public async Task Queries_wait_for_their_turn()
    {
        using ManualResetEventSlim first = new();
        SearchRunner runner = Runner(new LimitSettings { QueriesMax = 1, QueryWait = TimeSpan.FromMinutes(5) });
        Task<SearchOutcome> running = runner.RunAsync(Job("*"), new Receiver(() => first.Wait(CancellationToken.None)), CancellationToken.None);
        await Eventually(() => Metric(runner, "loghog_queries_running") == 1);
        Receiver[] receivers = [new(), new(), new()];
        Task[] waiting = [.. receivers.Select(receiver => runner.RunAsync(Job("*"), receiver, CancellationToken.None))];
        await Eventually(() => Metric(runner, "loghog_queries_waiting") == 3);

        first.Set();
        await running;
        await Task.WhenAll(waiting);

        Assert.All(receivers, static receiver => Assert.Equal(Lines, receiver.Rows));
        Assert.Equal(0, Metric(runner, "loghog_queries_waiting"));
    }

    [Fact]
    public async Task Whoever_leaves_while_waiting_or_running_gives_the_place_back()
    {
        using CancellationTokenSource leave = new();
        SearchRunner runner = Runner(new LimitSettings { QueriesMax = 1 });
        Task running = runner.RunAsync(Job("*"), new Receiver(() => leave.Token.WaitHandle.WaitOne()), leave.Token);
        await Eventually(() => Metric(runner, "loghog_queries_running") == 1);
        Task waiting = runner.RunAsync(Job("*"), new Receiver(), leave.Token);
        await Eventually(() => Metric(runner, "loghog_queries_waiting") == 1);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Receiver after = new();
        await runner.RunAsync(Job("*"), after, CancellationToken.None);

        Assert.Equal(Lines, after.Rows);
    }

    [Fact]
    public async Task What_a_stream_waits_for_its_reader_is_no_work()
    {
        SearchRunner runner = Runner(new LimitSettings { QueryDuration = TimeSpan.FromSeconds(4) });
        RowStream stream = new(new RowJson().Write);
        Task<SearchOutcome> run = runner.RunAsync(Job("*"), stream, CancellationToken.None);

        // One megabyte of rows does not fit: the query stands still long before its end, and longer than it may work.
        await Eventually(() => stream.Waited > TimeSpan.FromSeconds(5));
        Assert.False(run.IsCompleted);
        long bytes = 0;
        await foreach (byte[] chunk in stream.Chunks.ReadAllAsync())
            bytes += chunk.Length;
        await run;

        Assert.InRange(bytes, Lines * 500, Lines * 1000);
    }

    [Fact]
    public async Task A_stream_ends_with_its_query_however_that_ends()
    {
        SearchRunner runner = Runner(new LimitSettings { QueryMemoryBytesMax = 1 << 10 });
        RowStream stream = new(new RowJson().Write);
        Task<SearchOutcome> run = runner.RunAsync(Job("* | sort by (_msg)"), stream, CancellationToken.None);

        Assert.False(await stream.Chunks.WaitToReadAsync());
        await Assert.ThrowsAsync<LogsQlException>(() => run);
    }

    [Fact]
    public async Task The_end_of_the_server_ends_queries()
    {
        SearchRunner runner = Runner();
        RowStream stream = new(new RowJson().Write);
        Task<SearchOutcome> run = runner.RunAsync(Job("*"), stream, CancellationToken.None);
        Assert.True(await stream.Chunks.WaitToReadAsync());

        await _stop.CancelAsync();

        Assert.Equal(SearchRefusal.Stopping, (await Assert.ThrowsAsync<SearchRefusedException>(() => run)).Reason);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("* | union (*)")]
    [InlineData("x | union (*)")]
    [InlineData("x | join by (y) (*)")]
    [InlineData("* | stream_context before 1 after 1")]
    [InlineData("* | limit 1 | format shop as app | stream_context after 5")]
    public async Task A_condition_holds_wherever_rows_are_read(string query)
    {
        Receiver receiver = new();
        Receiver all = new();
        await Runner().RunAsync(Job(query) with { Condition = SearchJob.OfApplications(["shop"]) }, receiver, CancellationToken.None);
        await Runner().RunAsync(Job("*") with { Condition = SearchJob.OfApplications(["app"]) }, all, CancellationToken.None);

        Assert.Equal((0, Lines), (receiver.Rows, all.Rows));
    }

    private static SearchJob Job(string query) => new(LogsQuery.Parse(query, nowUnixNs: 0));

    private static double Metric(SearchRunner runner, string name) => runner.Metrics().Single(metric => metric.Name == name).Value;

    private static async Task Eventually(Func<bool> isSo)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!isSo())
            await Task.Delay(5, limit.Token);
    }

    private SearchRunner Runner(LimitSettings? limits = null) => Runner(() => limits ?? new LimitSettings());

    private SearchRunner Runner(Func<LimitSettings> limits) => new(
        () => new StoreSource(new FolderSource(_folder, TimeProvider.System), [], TimeProvider.System), limits, new SearchThreads(), TimeProvider.System, _stop.Token);

    private sealed class Receiver(Action? before = null) : IPipeProcessor
    {
        private int _rows;

        public int Rows => Volatile.Read(ref _rows);

        public bool Process(RowBatch batch)
        {
            before?.Invoke();
            Interlocked.Add(ref _rows, batch.Count);
            return true;
        }

        public void Flush()
        {
        }
    }
}
