using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Diagnostics;

public sealed class EventLedgerTests
{
    [Fact]
    public async Task The_sum_is_right_at_every_moment_while_many_make_entries()
    {
        EventLedger ledger = new("test");
        Random random = SeededRandom.Create();
        int[] seeds = [random.Next(), random.Next(), random.Next()];
        using CancellationTokenSource done = new();
        Task<int> reader = Task.Run(() => CountWrongSums(ledger, done.Token));

        await Task.WhenAll(seeds.Select(seed => Task.Run(() => MakeEntries(ledger, new Random(seed)))));
        await done.CancelAsync();

        Assert.Equal(0, await reader);
        InputSnapshot end = ledger.Snapshot();
        Assert.Equal(0, end.Pending);
        Assert.Equal(seeds.Length * 3_000, end.Stored + end.Rejected.Values.Sum() + end.Dropped.Values.Sum());
    }

    [Fact]
    public void Storing_more_than_was_taken_in_is_a_mistake_that_is_noticed()
    {
        EventLedger ledger = new("test");
        ledger.Receive(1, [], bytes: 10);

        Assert.Throws<InvalidOperationException>(() => ledger.Store(2));
    }

    private static void MakeEntries(EventLedger ledger, Random random)
    {
        int[] rejected = new int[Enum.GetValues<RejectReason>().Length];
        rejected[(int)RejectReason.BadJson] = 1;
        for (int round = 0; round < 1_000; round++)
        {
            ledger.Receive(accepted: 2, rejected, bytes: 100);
            ledger.Store(1);
            if (random.Next(2) == 0)
                ledger.Store(1);
            else
                ledger.Drop(DropReason.DiskError, 1);
        }
    }

    private static int CountWrongSums(EventLedger ledger, CancellationToken done)
    {
        int wrong = 0;
        while (!done.IsCancellationRequested)
        {
            InputSnapshot now = ledger.Snapshot();
            if (now.Received != now.Stored + now.Rejected.Values.Sum() + now.Dropped.Values.Sum() + now.Pending)
                wrong++;
        }

        return wrong;
    }
}
