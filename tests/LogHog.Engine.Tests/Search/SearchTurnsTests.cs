using LogHog.Engine.Search;

namespace LogHog.Engine.Tests.Search;

public sealed class SearchTurnsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_waits_has_the_turn_of_one_that_passes_it_on()
    {
        var turns = new SearchTurns(1);
        long began = turns.Begin();
        bool hasBegun = false;
        Task other = Task.Factory.StartNew(
            () =>
            {
                turns.Begin();
                Volatile.Write(ref hasBegun, true);
                turns.End();
            },
            TaskCreationOptions.LongRunning);
        using var limit = new CancellationTokenSource(Limit);
        while (!Volatile.Read(ref hasBegun) && !limit.IsCancellationRequested)
            began = turns.Pass(began);
        await other.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(hasBegun);
        turns.End();
    }

    [Fact]
    public async Task Nobody_waits_for_ever_for_one_that_does_not()
    {
        var turns = new SearchTurns(1);
        turns.Begin();
        Task<long> other = Task.Factory.StartNew(turns.Begin, TaskCreationOptions.LongRunning);
        await other.WaitAsync(Limit, TestContext.Current.CancellationToken);
        turns.End();
        turns.End();
    }

    [Fact]
    public async Task However_many_take_turns_all_come_to_their_end_and_no_turn_is_lost()
    {
        var turns = new SearchTurns(2);
        Task[] queries = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                long began = turns.Begin();
                for (int step = 0; step < 200; step++)
                {
                    Thread.SpinWait(10_000);
                    began = turns.Pass(began);
                }

                turns.End();
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(queries).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, turns.Computing);
    }
}
