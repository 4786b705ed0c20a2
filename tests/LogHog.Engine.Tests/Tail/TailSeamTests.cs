using System.Globalization;
using LogHog.Engine.Tail;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Tail;

public sealed class TailSeamTests
{
    [Fact]
    public async Task From_history_to_live_nothing_is_missing_and_nothing_is_twice_while_events_come_in_and_files_rotate()
    {
        const int Tails = 5;
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { MaxSizeBytes = 5_000 }]);
        using CancellationTokenSource done = new();
        Task<int>[] writing = [WriteAsync(host, "http", done.Token), SendAsync(host, "tcp", done.Token)];
        List<TailWatcher> watchers = [];
        for (int i = 0; i < Tails; i++)
        {
            TailWatcher watcher = await TailWatcher.OpenAsync(host, change: static request => request with { HistoryFromUnixNs = 0 });
            watchers.Add(watcher);
            await watcher.Session.FindHistoryAsync(CancellationToken.None);
            Assert.Null(watcher.Session.HistoryProblem);
        }

        using (CancellationTokenSource limit = new(TimeSpan.FromSeconds(30)))
        {
            // Five tails may be open before there is enough for a rotation.
            while (!host.Engine.Snapshot().Metrics.Any(static metric => metric is { Name: "loghog_rotations_total", Value: > 0 }))
                await Task.Delay(5, limit.Token);
        }

        await done.CancelAsync();
        int[] written = await Task.WhenAll(writing);
        await TailSessionTests.TakeAsync(host, "the end");
        foreach (TailWatcher watcher in watchers)
        {
            await watcher.ReadAsync(() => watcher.Lines.Count >= written.Sum() + 1);

            Assert.Equal(new TailSkipped(0, 0), watcher.Skipped);
            Assert.Equal(written.Sum() + 1, watcher.Messages.Count);
            Assert.Equal(Enumerable.Range(0, written[0]), Numbers(watcher, "http"));
            Assert.Equal(Enumerable.Range(0, written[1]), Numbers(watcher, "tcp"));
            watcher.Dispose();
        }
    }

    [Fact]
    public async Task What_was_handed_over_before_a_question_is_waited_for_and_what_came_later_is_not()
    {
        StoreBarrier barrier = new();
        StoreBarrier.Generation early = barrier.Enter();
        Task first = barrier.SettledAsync();
        StoreBarrier.Generation late = barrier.Enter();
        Task second = barrier.SettledAsync();

        Assert.False(first.IsCompleted);
        early.Leave();
        await first;
        Assert.False(second.IsCompleted);
        late.Leave();
        await second;
        await barrier.SettledAsync();
    }

    private static IEnumerable<int> Numbers(TailWatcher watcher, string source) => watcher.Messages
        .Where(message => message.StartsWith(source, StringComparison.Ordinal))
        .Select(message => int.Parse(message[source.Length..], CultureInfo.InvariantCulture)).Order();

    private static async Task<int> WriteAsync(EngineHost host, string source, CancellationToken done)
    {
        int events = 0;
        for (; !done.IsCancellationRequested; events += 2)
            await TailSessionTests.TakeAsync(host, [.. Enumerable.Range(events, 2).Select(number => $"{source}{number}")]);
        return events;
    }

    private static async Task<int> SendAsync(EngineHost host, string source, CancellationToken done)
    {
        int events = 0;
        for (; !done.IsCancellationRequested; events += 4)
            await host.SendAsync([.. Enumerable.Range(events, 4).Select(number => Frames.Message("shop", "", $"{source}{number}"))]);
        return events;
    }
}
