using LogHog.Engine.Search;

namespace LogHog.Engine.Tests.Search;

public sealed class SearchThreadsTests
{
    private readonly SearchThreads _threads = new();

    [Fact]
    public async Task Run_beside_each_other_however_many_there_are()
    {
        const int together = 20;
        using var all = new Barrier(together);
        await Task.WhenAll(Enumerable.Range(0, together).Select(_ => _threads.RunAsync(() => all.SignalAndWait(TimeSpan.FromMinutes(1)))));
    }

    [Fact]
    public async Task Are_nicer_than_what_takes_in_and_writes()
    {
        Assert.Equal("10", await _threads.RunAsync(static () => Niceness("thread-self")));
        Assert.Equal("0", Niceness("self"));
    }

    [Fact]
    public async Task Leave_their_processor_to_others_while_they_wait_for_a_reader()
    {
        using var all = new Barrier(Environment.ProcessorCount + 1);
        Task<int>[] queries = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => _threads.RunAsync(() =>
        {
            all.SignalAndWait(TimeSpan.FromMinutes(1));
            all.SignalAndWait(TimeSpan.FromMinutes(1));
            SearchThreads.BeginWait();
            all.SignalAndWait(TimeSpan.FromMinutes(1));
            all.SignalAndWait(TimeSpan.FromMinutes(1));
            SearchThreads.EndWait();
            return 0;
        }))];

        all.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(_threads.IsEveryProcessorBusy);
        all.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        all.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(_threads.IsEveryProcessorBusy);
        all.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Task.WhenAll(queries);
    }

    [Fact]
    public async Task Carry_a_failure_to_who_waits_and_serve_the_next()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _threads.RunAsync<int>(static () => throw new InvalidDataException("odd")));
        Assert.Equal(7, await _threads.RunAsync(static () => 7));
    }

    // proc_pid_stat(5): field 19, counted behind the name, which is in parentheses.
    private static string Niceness(string whose)
    {
        string stat = File.ReadAllText($"/proc/{whose}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16];
    }
}
