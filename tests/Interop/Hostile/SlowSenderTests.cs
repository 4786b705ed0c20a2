using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

public sealed class SlowSenderTests
{
    [Fact]
    public async Task A_frame_that_trickles_in_is_cut_off_at_its_deadline_however_often_a_byte_comes()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[limits]\nframe_timeout = 1s\n");
        using Peer slow = await Peer.ConnectAsync(hog);
        using Peer bystander = await Peer.ConnectAsync(hog);
        byte[] frame = Wire.Frame("slow", new string('x', 2000));
        Task closed = slow.ClosedByServerAsync();
        int stored = 0;

        // A byte every 50 ms is far from the end when the second is over; the bystander is served all the while.
        for (int i = 0; i < frame.Length && !closed.IsCompleted; i++)
        {
            try
            {
                await slow.SendAsync(frame[i..(i + 1)]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }

            await bystander.SendAsync(Wire.Frame("bystander", $"message {i}"));
            await hog.StoredAsync(++stored);
            await Task.WhenAny(closed, Task.Delay(50));
        }

        await closed;
        MetricsText metrics = await hog.SettledAsync(stored + 1);
        Assert.Equal(1, metrics.Sum("loghog_events_rejected_total", "reason=\"frame_timeout\""));
        Assert.Equal(stored, metrics.Sum("loghog_events_stored_total"));
        Assert.Equal(["bystander/root.log"], hog.Files().Keys);
        Assert.Contains("frame_timeout", hog.Output, StringComparison.Ordinal);
    }
}
