using System.Net;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Ingest;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tail;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Tail;

public sealed class TailSessionTests
{
    [Fact]
    public async Task Shows_the_same_rows_as_a_search_in_every_format_with_a_file_per_host_and_in_the_quarantine()
    {
        await using EngineHost host = EngineHost.Start(
        [
            EngineHost.Facility("shop"), EngineHost.Facility("shop", "pay") with { Format = LineFormatKind.Json },
            EngineHost.Facility("old") with { Format = LineFormatKind.Classic }, EngineHost.Facility("wide") with { FilePerHost = true },
        ]);
        using TailWatcher watcher = await TailWatcher.OpenAsync(host);

        await host.SendAsync(
            Frames.Message("shop", "web", "one\n\ttwo"), Frames.Message("shop", "pay.card", "three"), Frames.Message("old", "cron", "four"),
            Frames.Message("wide", "x", "five", host: "web-02"), Frames.Message("stranger", "", "six {a=b}"));
        await watcher.ReadAsync(5);
        await host.SettledAsync(5);

        List<string> found = await SearchAsync(host, "*");
        Assert.Equal(found.Order(StringComparer.Ordinal), watcher.Lines.Order(StringComparer.Ordinal));
        Assert.Contains(watcher.Lines, static line => line.Contains("\"host\":\"web-02\"", StringComparison.Ordinal));
        Assert.Contains(watcher.Lines, static line => line.Contains("\"app\":\"stranger\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AcknowledgeWhen.Durable)]
    [InlineData(AcknowledgeWhen.Written)]
    [InlineData(AcknowledgeWhen.Received)]
    public async Task Shows_what_came_over_http_however_it_is_acknowledged(AcknowledgeWhen durability)
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("shop")], change: settings => settings with { Http = settings.Http with { Durability = durability } });
        using TailWatcher watcher = await TailWatcher.OpenAsync(host);

        await TakeAsync(host, "first", "second");
        await watcher.ReadAsync(2);

        Assert.Equal(["first", "second"], watcher.Messages);
    }

    [Fact]
    public async Task Filters_and_runs_pipes_row_by_row()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using TailWatcher watcher = await TailWatcher.OpenAsync(
            host, "order | extract 'order <id> ' | filter id:>41 | fields id", request => request with { Condition = SearchJob.OfApplications(["shop"]) });

        await host.SendAsync(
            Frames.Message("shop", "", "order 41 paid"), Frames.Message("stranger", "", "order 99 paid"), Frames.Message("shop", "", "orders 43 paid"),
            Frames.Message("shop", "", "order 42 paid"));
        await watcher.ReadAsync(1);

        Assert.Equal(["""{"id":"42"}"""], watcher.Lines);
    }

    [Theory]
    [InlineData("* | count()", "stats")]
    [InlineData("error | sort by (_time)", "sort")]
    [InlineData("* | fields a | limit 3", "limit")]
    [InlineData("* | union (b)", "union")]
    public async Task Names_the_pipe_that_needs_all_rows(string query, string pipe)
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);

        LogsQlException error = await Assert.ThrowsAsync<LogsQlException>(() => TailWatcher.OpenAsync(host, query));

        Assert.Contains($"'{pipe}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sub_queries_are_answered_once_and_relative_times_move_on()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        await host.SendAsync(Frames.Message("shop", "", "suspect"));
        await host.SettledAsync(1);
        using TailWatcher bySubQuery = await TailWatcher.OpenAsync(host, "_msg:in(suspect | fields _msg)");
        using TailWatcher recent = await TailWatcher.OpenAsync(host, "_time:1h");

        await host.SendAsync(
            Frames.Message("shop", "", "old", stamp: TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds()),
            Frames.Message("shop", "", "new", stamp: TimeProvider.System.GetUtcNow().AddSeconds(-1).ToUnixTimeSeconds()), Frames.Message("shop", "", "suspect", stamp: 5));
        await bySubQuery.ReadAsync(1);
        await recent.ReadAsync(1);

        Assert.Equal(["suspect"], bySubQuery.Messages);
        Assert.Equal(["new"], recent.Messages);
    }

    [Fact]
    public async Task History_is_in_order_of_time_and_the_newest_of_it_if_only_so_many_are_wanted()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await host.SendAsync([.. new[] { 10, 400, 30, 20 }.Select(ago => Frames.Message("shop", "", $"{ago} s ago", stamp: now - ago))]);
        using TailWatcher since = await TailWatcher.OpenAsync(host, change: request => request with { HistoryFromUnixNs = (now - 60) * 1_000_000_000 });
        using TailWatcher newest = await TailWatcher.OpenAsync(host, "* | fields _msg", request => request with { HistoryRowsMax = 2 });

        await since.ReadHistoryAsync();
        await newest.ReadHistoryAsync();

        Assert.Equal(["30 s ago", "20 s ago", "10 s ago"], since.Messages);
        Assert.Equal(["""{"_msg":"20 s ago"}""", """{"_msg":"10 s ago"}"""], newest.Lines);
    }

    [Fact]
    public async Task Rows_above_the_rate_are_left_out_and_counted()
    {
        const int Events = 2_000;
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using TailWatcher watcher = await TailWatcher.OpenAsync(host, change: request => request with { RowsPerSecondMax = 50 });
        await watcher.ReadHistoryAsync();

        await host.SendAsync([.. Enumerable.Range(0, Events).Select(static i => Frames.Message("shop", "", $"n{i}"))]);
        await watcher.ReadAsync(() => watcher.Lines.Count + watcher.Skipped.LeftOut >= Events);

        Assert.Equal(Events, watcher.Lines.Count + watcher.Skipped.LeftOut);
        Assert.NotEmpty(watcher.Lines);
        Assert.True(watcher.Skipped.LeftOut > Events / 2, $"only {watcher.Skipped.LeftOut} were left out");
        Assert.Equal(watcher.Skipped.LeftOut, Metric(host, "loghog_tail_rows_left_out_total"));
    }

    [Fact]
    public async Task A_tail_that_never_reads_stops_nobody_and_what_it_missed_is_counted()
    {
        const int Events = 60_000;
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using TailWatcher lazy = await TailWatcher.OpenAsync(host);
        string padding = new('x', 300);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(connection => host.SendAsync(
            [.. Enumerable.Range(0, Events / 4).Select(i => Frames.Message("shop", "", $"{connection}-{i} {padding}"))])));
        await host.SettledAsync(Events);
        Assert.Equal(Events, host.Input("loghog_tcp").Stored);
        Assert.InRange(Metric(host, "loghog_tail_pending_bytes"), 1, 10 << 20);

        await lazy.ReadAsync(() => lazy.Lines.Count + lazy.Skipped.Unseen >= Events);
        Assert.Equal(Events, lazy.Lines.Count + lazy.Skipped.Unseen);
        Assert.InRange(lazy.Skipped.Unseen, 1, Events - 1);
        Assert.Equal(lazy.Skipped.Unseen, Metric(host, "loghog_tail_events_unseen_total"));
        Assert.Equal(0, Metric(host, "loghog_tail_pending_bytes"));
    }

    [Fact]
    public async Task There_is_an_end_to_how_many_watch_and_who_leaves_makes_room()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        List<TailWatcher> watchers = [];
        for (int i = 0; i < TailHub.TailsMax; i++)
            watchers.Add(await TailWatcher.OpenAsync(host));

        await Assert.ThrowsAsync<InvalidOperationException>(() => TailWatcher.OpenAsync(host));
        watchers[0].Dispose();
        using TailWatcher next = await TailWatcher.OpenAsync(host);
        Assert.Equal(TailHub.TailsMax, Metric(host, "loghog_tails"));
        watchers.ForEach(static watcher => watcher.Dispose());
        next.Dispose();
        Assert.Equal(0, Metric(host, "loghog_tails"));
    }

    [Fact]
    public async Task A_stop_of_the_server_ends_a_tail_that_waits()
    {
        EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using TailWatcher watcher = await TailWatcher.OpenAsync(host);
        Task<bool> waiting = watcher.Session.WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);

        await host.DisposeAsync();

        Assert.False(await waiting);
        Assert.True(watcher.Session.IsStopped);
    }

    internal static async Task TakeAsync(EngineHost host, params string[] messages)
    {
        string body = string.Concat(messages.Select(static message => $$"""{"app":"shop","_msg":"{{message}}"}""" + "\n"));
        IntakeResult result = await host.Engine.Intake.TakeAsync(
            new IntakeRequest(
                IPAddress.Loopback, Encoding.UTF8.GetBytes(body),
                new JsonLinesDecoder(new RecordOptions { DefaultApp = "none"u8.ToArray(), ReceivedUnixNs = SearchTime.UnixNs(TimeProvider.System.GetUtcNow()) }),
                MayWriteApp: null),
            CancellationToken.None);
        Assert.Equal(IntakeStatus.Stored, result.Status);
    }

    private static long Metric(EngineHost host, string name) => (long)host.Engine.Snapshot().Metrics.Single(metric => metric.Name == name).Value;

    private static async Task<List<string>> SearchAsync(EngineHost host, string query)
    {
        List<string> lines = [];
        RowJson json = new();
        await host.Engine.Search.RunAsync(new SearchJob(LogsQuery.Parse(query, 0)), new Lines(lines, json), CancellationToken.None);
        return lines;
    }

    private sealed class Lines(List<string> lines, RowJson json) : IPipeProcessor
    {
        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                System.Buffers.ArrayBufferWriter<byte> line = new();
                json.Write(batch[i], line);
                lines.Add(Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\n'));
            }

            return true;
        }

        public void Flush()
        {
        }
    }
}
