using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Scale;

public sealed class IdleServerTests(ITestOutputHelper output)
{
    // Half of what a drain may take (60 s): a stop that waits for something that never ends takes that.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_server_without_work_needs_at_most_100_MB_and_stops_without_waiting_out_a_deadline()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        double megabytes = ProcessFigures.Of(hog.ProcessId).ResidentBytes / 1e6;
        output.WriteLine($"idle: {megabytes:F1} MB resident");
        Assert.InRange(megabytes, 1, 100);

        var stopping = Stopwatch.StartNew();
        Assert.Equal(0, await hog.StopAsync());
        output.WriteLine($"stopped in {stopping.ElapsedMilliseconds} ms");
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, StopMax);
    }
}
