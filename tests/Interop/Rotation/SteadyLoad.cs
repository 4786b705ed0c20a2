using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

/// <summary>One connection that sends numbered messages until it is told to stop.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int MessagesPerSend = 20;

    private readonly CancellationTokenSource _stop = new();
    private readonly Peer _peer;
    private readonly string _app;
    private readonly Task<int> _sending;

    private SteadyLoad(Peer peer, string app)
    {
        _peer = peer;
        _app = app;
        _sending = Task.Run(SendAsync);
    }

    public static async Task<SteadyLoad> StartAsync(LogHogProcess hog, string app) => new(await Peer.ConnectAsync(hog), app);

    /// <returns>How many messages the server has read.</returns>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _sending;
    }

    /// <summary>Every message in order, none twice, none torn.</summary>
    public void AssertComplete(IEnumerable<string> lines, int sent)
    {
        int next = 0;
        foreach (string line in lines)
            Assert.EndsWith($" web01 {_app}: number {next++} ends", line, StringComparison.Ordinal);
        Assert.Equal(sent, next);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _peer.Dispose();
        _stop.Dispose();
    }

    private async Task<int> SendAsync()
    {
        int sent = 0;
        while (!_stop.IsCancellationRequested)
        {
            await _peer.SendAsync([.. Enumerable.Range(sent, MessagesPerSend).SelectMany(i => Wire.Frame(_app, $"number {i} ends"))]);
            sent += MessagesPerSend;
            // Enough to be in the middle of something at any moment, and not to fill the disk.
            await Task.Delay(1);
        }

        await _peer.FinishAsync();
        return sent;
    }
}
