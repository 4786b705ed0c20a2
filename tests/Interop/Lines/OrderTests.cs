using LogHog.TestKit;

namespace LogHog.Interop.Tests.Lines;

public sealed class OrderTests
{
    [Fact]
    public async Task Modules_that_share_a_file_stay_in_the_order_in_which_they_were_sent()
    {
        const int messages = 5000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        await Peer.SendAllAsync(
            hog, [.. Enumerable.Range(0, messages).SelectMany(i => Wire.Frame("shop", $"number {i}", $"web.m{i % 7}"))]);

        await hog.StoredAsync(messages);
        Assert.Equal(
            Enumerable.Range(0, messages).Select(i => $"web.m{i % 7}: number {i}"),
            hog.Lines("shop/root.log").Select(line => line.Split(' ', 3)[2]));
    }
}
