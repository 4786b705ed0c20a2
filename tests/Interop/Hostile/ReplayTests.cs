using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

public sealed class ReplayTests
{
    private const string Facilities = "[shop]\nrotate = daily\nbackup_count = 3\nsecret = correct horse\nsignature = v2\n";

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Kill)]
    public async Task A_message_of_version_2_is_accepted_once_also_after_the_server_ended(int signal)
    {
        using var folder = new TempFolder();
        var options = new LogHogProcessOptions { Folder = folder.Path };
        byte[] frame = Wire.Message("shop", "pay 100").SignedV2("correct horse").Frame();
        await using (LogHogProcess hog = await LogHogProcess.StartAsync("", Facilities, options))
        {
            await Peer.SendAllAsync(hog, frame);
            await hog.StoredAsync(1);
            hog.Signal(signal);
            await hog.WaitForExit();
        }

        await using LogHogProcess again = await LogHogProcess.StartAsync("", Facilities, options);
        await Peer.SendAllAsync(again, frame, Wire.Message("shop", "pay 7").SignedV2("correct horse").Frame());

        MetricsText metrics = await again.SettledAsync(2);
        Assert.Equal(1, metrics.Sum("loghog_events_rejected_total", "reason=\"signature_replayed\""));
        Assert.Equal(["pay 100", "pay 7"], again.Lines("shop/root.log").Select(line => line.Split(": ")[1]));
    }
}
