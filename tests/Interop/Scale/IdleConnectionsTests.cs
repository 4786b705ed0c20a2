using LogHog.TestKit;

namespace LogHog.Interop.Tests.Scale;

public sealed class IdleConnectionsTests(ITestOutputHelper output)
{
    private const int Connections = 10_000;
    private const int BytesEach = 8 << 10;

    // The heap grows in steps, and the metrics that the test asks for leave garbage.
    private const long SlackBytes = 16 << 20;

    [Fact]
    public async Task Ten_thousand_cost_at_most_8_KiB_each_and_a_bystander_is_served()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        await Peer.SendAllAsync(hog, Wire.Frame("bystander", "warm"));
        await hog.StoredAsync(1);
        long before = ProcessFigures.Of(hog.ProcessId).ResidentBytes;

        List<Peer> idle = [];
        try
        {
            while (idle.Count < Connections)
                idle.AddRange(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Peer.ConnectAsync(hog))));
            await hog.WaitForMetrics(metrics => metrics.Sum("loghog_connections_open") >= Connections);

            long bytes = ProcessFigures.Of(hog.ProcessId).ResidentBytes - before;
            output.WriteLine($"{Connections} idle connections: {bytes / 1e6:F1} MB resident, {bytes / Connections} bytes each");
            Assert.InRange(bytes, 0, ((long)Connections * BytesEach) + SlackBytes);

            // One among them speaks, first and later.
            await idle[Connections / 2].SendAsync(Wire.Frame("bystander", "one of many"));
            await hog.StoredAsync(2);
            await Peer.SendAllAsync(hog, Wire.Frame("bystander", "a new one"));
            await hog.StoredAsync(3);
            Assert.Equal(3, hog.Lines("bystander/root.log").Length);
        }
        finally
        {
            idle.ForEach(peer => peer.Dispose());
        }
    }
}
