using System.Runtime.CompilerServices;
using System.Text;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Tests.Storage;

public sealed class PartQueueTests
{
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    [Fact]
    public void The_thread_is_told_once_until_it_has_found_the_queue_empty()
    {
        PartQueue queue = new();
        List<QueuedPart> taken = [];

        Assert.True(queue.Add(Batch(), 0));
        Assert.False(queue.Add(Batch(), 0));
        queue.TakeParts(ref taken);
        Assert.Equal(2, taken.Count);
        Assert.False(queue.Add(WriterRequests.Reopen));
        Assert.False(queue.IsDone());
        Assert.Equal(WriterRequests.Reopen, queue.TakeRequests());
        Assert.True(queue.IsDone());
        Assert.True(queue.Add(Batch(), 0));
    }

    [Fact]
    public void Messages_that_wait_for_company_wake_the_thread_when_there_are_enough()
    {
        PartQueue queue = new();

        queue.Add(Batch(), 0);
        Assert.True(queue.MayWait(eventsMin: 3, bytesMin: 0, LongWait) > TimeSpan.Zero);
        Assert.False(queue.Add(Batch(), 0));
        Assert.True(queue.Add(Batch(), 0));
        Assert.Equal(TimeSpan.Zero, queue.MayWait(eventsMin: 3, bytesMin: 0, LongWait));
    }

    [Fact]
    public void Nothing_that_is_there_need_not_wait()
    {
        PartQueue queue = new();

        Assert.Equal(TimeSpan.Zero, queue.MayWait(eventsMin: 3, bytesMin: 0, LongWait));
        queue.Add(Batch(), 0);
        Assert.True(queue.MayWait(eventsMin: 3, bytesMin: 0, TimeSpan.Zero) <= TimeSpan.Zero);
    }

    /// <summary>A batch of one event whose writer is never asked.</summary>
    private static EventBatch Batch()
    {
        EventBatch batch = new EventBatchPool().Rent(new EventLedger("test"));
        int part = batch.PartOf((FacilityWriter)RuntimeHelpers.GetUninitializedObject(typeof(FacilityWriter)));
        int start = batch.TextBytes;
        Encoding.UTF8.GetBytes("a line\n").CopyTo(batch.GetSpan(16));
        batch.Advance(7);
        batch.Commit(part, start, length: 7);
        return batch;
    }
}
