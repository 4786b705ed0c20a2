using System.Collections.Concurrent;
using System.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>What the promise costs: durable acknowledgements a second over 200 files, beside one fdatasync for each request on the same disk.</summary>
public sealed class DurableRateTests
{
    private const int Senders = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Durable_acknowledgements_are_counted_beside_a_sync_for_each_request()
    {
        ConcurrentQueue<Acknowledgement> answers = new();
        await using Campaign campaign = new(new LoadShape(EventsPerRequest: 300), Senders, onAcknowledged: answers.Enqueue);
        campaign.FacilitiesText = "[*]\nrotate = daily\nbackup_count = 10\n";
        double alone = OneSyncEach(campaign.Folder, campaign.Load.Shape, out double syncMs);
        await campaign.StartAsync();
        campaign.Load.Start();
        await campaign.Load.AcknowledgedAsync(300, Limit); // files are opened, code is compiled
        answers.Clear();
        Stopwatch watch = Stopwatch.StartNew();
        await campaign.Load.AcknowledgedAsync(Scale.Count(sample: 1_000, full: 10_000), Limit);
        double rate = answers.Count * campaign.Load.Shape.EventsPerRequest / watch.Elapsed.TotalSeconds;
        double[] waits = [.. answers.Select(static answer => (answer.AnsweredAt - answer.SentAt).TotalMilliseconds).Order()];
        Verdict verdict = await campaign.JudgeAsync();
        Assert.True(verdict.IsClean, verdict.ToString());
        Report.Row(
            "durable acknowledgements, 200 files, 300 events a request", $"{waits.Length} requests",
            $"{rate:N0} events/s, p99 {waits[(int)(waits.Length * 0.99)]:F0} ms, {rate / alone:F2} times a loop of one write and fdatasync a request, without HTTP or JSON ({syncMs:F1} ms each)");
    }

    /// <summary>The simplest durable log server: it appends a request to one file and syncs it.</summary>
    /// <returns>Events a second.</returns>
    private static double OneSyncEach(string folder, LoadShape shape, out double syncMs)
    {
        const int requests = 100;
        byte[] request = shape.Request(client: 1, sequence: 1);
        using RootedFolder root = RootedFolder.Open(folder, create: false);
        using DurableFile file = root.CreateNew("one-sync-each");
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan syncing = TimeSpan.Zero;
        for (int done = 0; done < requests; done++)
        {
            file.Append(request);
            long begun = Stopwatch.GetTimestamp();
            file.DataSync();
            syncing += Stopwatch.GetElapsedTime(begun);
        }

        syncMs = syncing.TotalMilliseconds / requests;
        return requests * shape.EventsPerRequest / watch.Elapsed.TotalSeconds;
    }
}
