using LogHog.Client;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Clients;

/// <summary>The .NET client to the real server.</summary>
public sealed class DotNetClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(LogHogTransport.Tcp, null, 1, false)]
    [InlineData(LogHogTransport.Udp, null, 1, true)]
    [InlineData(LogHogTransport.Tcp, "secret", 1, true)]
    [InlineData(LogHogTransport.Tcp, "secret", 2, false)]
    [InlineData(LogHogTransport.Udp, "secret", 2, true)]
    public async Task Its_messages_are_lines_in_order(LogHogTransport transport, string? secret, int version, bool compress)
    {
        const int count = 500;
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "", "[shop]\nrotate = daily\nbackup_count = 3\n" + (secret is null ? "" : $"secret = {secret}\nsignature = v{version}\n"));
        await using var client = new LogHogClient(new LogHogClientOptions
        {
            App = "shop",
            Hostname = "web01",
            Port = transport == LogHogTransport.Udp ? hog.UdpPort : hog.TcpPort,
            Transport = transport,
            Secret = secret,
            SignatureVersion = version,
            Compress = compress,
            StaticFields = [new("region", "eu")],
        });

        for (int i = 0; i < count; i++)
            Assert.True(client.TryLog("web", $"größe {i}\nsecond line"));
        Assert.True(await client.FlushAsync(Patience));

        MetricsText metrics = await hog.SettledAsync(count);
        Assert.True(metrics.Sum("loghog_events_stored_total") == count, metrics.Text);
        string[] lines = hog.Lines("shop/root.log");
        Assert.Equal(2 * count, lines.Length);
        for (int i = 0; i < count; i++)
        {
            Assert.EndsWith($" web01 web: größe {i} {{region=eu}}", lines[2 * i], StringComparison.Ordinal);
            Assert.Equal("\tsecond line", lines[(2 * i) + 1]);
        }
    }
}
