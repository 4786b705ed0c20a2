using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

/// <summary>
/// Bad input of every kind against the real server: the right reason is counted once, nothing of it is written, and a bystander's
/// connection does not notice.
/// </summary>
public sealed class BadInputTests(BadInputTests.Server server) : IClassFixture<BadInputTests.Server>
{
    private const string Facilities = $"""
        [bystander]
        rotate = daily
        backup_count = 3
        [shop]
        rotate = daily
        backup_count = 3
        [any]
        rotate = daily
        backup_count = 3
        secret = {BadCase.Secret}
        [any:web]
        [v1]
        rotate = daily
        backup_count = 3
        secret = {BadCase.Secret}
        signature = v1
        [v2]
        rotate = daily
        backup_count = 3
        secret = {BadCase.Secret}
        signature = v2

        """;

    public sealed class Server : IAsyncLifetime
    {
        internal LogHogProcess Hog { get; private set; } = null!;

        internal Peer Bystander { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Hog = await LogHogProcess.StartAsync("", Facilities);
            Bystander = await Peer.ConnectAsync(Hog);
        }

        public ValueTask DisposeAsync()
        {
            Bystander.Dispose();
            return Hog.DisposeAsync();
        }
    }

    private LogHogProcess Hog => server.Hog;

    public static TheoryData<string> OverTcp => [.. BadCase.All.Where(one => one.Value.Tcp is not null).Select(one => one.Key)];

    public static TheoryData<string> OverUdp => [.. BadCase.All.Where(one => one.Value.Udp is not null).Select(one => one.Key)];

    [Theory]
    [MemberData(nameof(OverTcp))]
    public async Task Over_TCP(string name)
    {
        BadCase bad = BadCase.All[name];
        await Accept(bad);
        MetricsText before = await Hog.Metrics();
        SortedDictionary<string, long> files = Hog.Files();

        using (Peer hostile = await Peer.ConnectAsync(Hog))
        {
            await hostile.SendAsync(bad.Bytes());
            if (bad.ClosesStream)
            {
                await hostile.ClosedByServerAsync();
            }
            else
            {
                // What follows a bad frame on its connection is read as if nothing had been.
                if (!bad.EndsStream)
                    await hostile.SendAsync(Frames.Frame("{}"u8));
                await hostile.FinishAsync();
            }
        }

        string[] expected = bad.ClosesStream || bad.EndsStream ? [bad.Tcp!] : [bad.Tcp!, "missing_key"];
        await AssertRefused(before, files, "loghog_tcp", expected);
        await AssertBystanderIsServed();
    }

    [Theory]
    [MemberData(nameof(OverUdp))]
    public async Task Over_UDP(string name)
    {
        BadCase bad = BadCase.All[name];
        await Accept(bad);
        MetricsText before = await Hog.Metrics();
        SortedDictionary<string, long> files = Hog.Files();

        await Peer.SendDatagramAsync(Hog, bad.Bytes());

        await AssertRefused(before, files, "loghog_udp", [bad.Udp!]);
        await AssertBystanderIsServed();
    }

    private async Task Accept(BadCase bad)
    {
        // Both transports share the memory of nonces, and a test may run alone: it is in by either way.
        if (bad.Before is null)
            return;
        double received = (await Hog.Metrics()).Sum("loghog_events_received_total");
        await Peer.SendAllAsync(Hog, bad.Before());
        await Hog.SettledAsync(received + 1);
        Assert.Contains("once", File.ReadAllText(Hog.PathOf("v2/root.log")), StringComparison.Ordinal);
    }

    private async Task AssertRefused(MetricsText before, SortedDictionary<string, long> files, string input, string[] reasons)
    {
        MetricsText after = await Hog.SettledAsync(before.Sum("loghog_events_received_total") + reasons.Length);
        string[] counted =
        [
            .. after.Samples.Keys.Where(sample => sample.StartsWith("loghog_events_rejected_total{", StringComparison.Ordinal))
                .SelectMany(sample => Enumerable.Repeat(sample, (int)(after.Samples[sample] - before.Samples[sample]))),
        ];
        Assert.Equal(
            reasons.Select(reason => $"loghog_events_rejected_total{{input=\"{input}\",reason=\"{reason}\"}}").Order(StringComparer.Ordinal),
            counted.Order(StringComparer.Ordinal));
        Assert.Equal(before.Sum("loghog_events_stored_total"), after.Sum("loghog_events_stored_total"));
        Assert.Equal(files, Hog.Files());
    }

    private async Task AssertBystanderIsServed()
    {
        double stored = (await Hog.Metrics()).Sum("loghog_events_stored_total");
        string body = $"still here {Guid.NewGuid()}";

        await server.Bystander.SendAsync(Wire.Frame("bystander", body));

        await Hog.StoredAsync(stored + 1);
        Assert.EndsWith(body, Hog.Lines("bystander/root.log")[^1], StringComparison.Ordinal);
    }
}
