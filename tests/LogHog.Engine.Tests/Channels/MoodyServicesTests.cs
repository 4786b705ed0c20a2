using LogHog.Engine.Channels;
using LogHog.TestKit;
using LogHog.TestKit.Channels;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Channels;

/// <summary>Every service with every fault: each notification at least once, in order, and a copy only where an answer was lost.</summary>
public sealed class MoodyServicesTests : IDisposable
{
    private const int Count = 8;
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Pushover()
    {
        await using PushoverStandIn service = new("tttt", "uuuu");
        await Try(
            service, Some.Channel(ChannelType.Pushover) with { Token = new Secret("tttt"), User = new Secret("uuuu") }, () => service.Taken.Select(static one => one["title"]),
            new StandInAnswer(429, """{"status":0,"errors":["over"]}"""));
    }

    [Fact]
    public async Task Webex()
    {
        await using WebexStandIn service = new("tttt");
        string room = service.AddRoom("Operations");
        await Try(
            service, Some.Channel(ChannelType.Webex) with { Token = new Secret("tttt"), To = [room], Url = new Secret(service.ApiAddress.AbsoluteUri) },
            () => service.Taken.Select(static one => one.Text.Split('\n')[0]), new StandInAnswer(429, "{}") { Headers = [("Retry-After", "3")] });
    }

    [Fact]
    public async Task Slack()
    {
        await using SlackStandIn service = new("tttt", "#ops");
        await Try(
            service, Some.Channel(ChannelType.Slack) with { Token = new Secret("tttt"), To = ["#ops"], Url = new Secret(service.ApiAddress.AbsoluteUri) },
            () => service.Taken.Select(static one => one.Text.Split('*')[1]), new StandInAnswer(200, """{"ok":false,"error":"ratelimited"}"""), hasKeys: true);
    }

    [Fact]
    public async Task Teams()
    {
        await using TeamsStandIn service = new();
        await Try(
            service, Some.Channel(ChannelType.Teams) with { Url = new Secret(service.HookAddress.AbsoluteUri) }, () => service.Taken.Select(static one => one.Texts[0]),
            new StandInAnswer(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"));
    }

    [Fact]
    public async Task Telegram()
    {
        await using TelegramStandIn service = new("1:tttt");
        await Try(
            service, Some.Channel(ChannelType.Telegram) with { Token = new Secret("1:tttt"), To = ["-100"] }, () => service.Taken.Select(static one => one.Plain.Split('\n')[0][3..]),
            TelegramStandIn.Limited(5));
    }

    [Fact]
    public async Task Ntfy()
    {
        await using NtfyStandIn service = new();
        await Try(service, Some.Channel(ChannelType.Ntfy) with { To = ["alerts"] }, () => service.Taken.Select(static one => one.GetProperty("title").GetString()!), NtfyStandIn.Limited(), hasKeys: true);
    }

    public void Dispose() => _temp.Dispose();

    private async Task Try(HttpStandIn service, ChannelSettings settings, Func<IEnumerable<string>> titles, StandInAnswer limited, bool hasKeys = false)
    {
        settings = settings with { Url = settings.Url ?? new Secret(service.Address.AbsoluteUri), Timeout = TimeSpan.FromSeconds(3) };
        await using ChannelSet set = ChannelSet.Open(_temp.Path, [settings], new FastClock(), NullLoggerFactory.Instance);
        service.Inject(new StandInAnswer(500, "oh"), limited);
        service.Inject(StandInFault.Close, StandInFault.Hang, StandInFault.Cut, StandInFault.Slow);
        service.Inject(new StandInAnswer(503, "<html>"), limited);
        set.Start();

        for (int i = 0; i < Count; i++)
            set.Enqueue("it", Some.Notification($"n-{i}", $"title {i}") with { Link = null });
        await service.WaitFor(() => set.Status()[0].Pending == 0);

        List<string> told = [.. titles()];
        Assert.Empty(service.Complaints);
        Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"title {i}"), told.Distinct(StringComparer.Ordinal));
        // The answer that was cut: it may have been taken, so it is sent again. An answer with nothing but its end missing is none.
        Assert.InRange(told.Count, Count, hasKeys ? Count : Count + 2);
        Assert.Equal(0, set.Status()[0].GaveUp);
    }
}
