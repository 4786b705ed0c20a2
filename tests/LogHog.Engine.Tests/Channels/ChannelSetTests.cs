using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Queue;
using LogHog.TestKit;
using LogHog.TestKit.Channels;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Channels;

/// <summary>Queues, loops and a service that has its moods; the clock of waits is the test's.</summary>
public sealed class ChannelSetTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Each_notification_is_delivered_once_and_in_order()
    {
        await using WebhookStandIn service = new("key");
        await using ChannelSet set = Open(Some.Webhook(service.Address) with { SigningKey = new Secret("key") });
        set.Start();

        for (int i = 0; i < 20; i++)
            set.Enqueue("it", Some.Notification($"n-{i}", $"title {i}"));
        await service.WaitFor(() => service.Taken.Count == 20);

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"title {i}"), service.Titles);
        Assert.Empty(service.Complaints);
    }

    [Fact]
    public async Task A_service_in_every_mood_gets_each_once_and_in_order()
    {
        await using WebhookStandIn service = new();
        FastClock clock = new();
        await using ChannelSet set = Open(clock, Some.Webhook(service.Address) with { Timeout = TimeSpan.FromSeconds(5) });
        service.Inject(StandInFault.Close);
        service.Inject(new StandInAnswer(500, "oh"), new StandInAnswer(429, "{}") { Headers = [("Retry-After", "30")] });
        service.Inject(StandInFault.Cut, StandInFault.Slow, StandInFault.Endless);
        service.Inject(new StandInAnswer(503, ""), new StandInAnswer(302, "") { Headers = [("Location", "http://127.0.0.1/")] });
        set.Start();

        for (int i = 0; i < 10; i++)
            set.Enqueue("it", Some.Notification($"n-{i}", $"title {i}"));
        await service.WaitFor(() => service.Taken.Count == 10 && set.Status()[0].Pending == 0);

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"title {i}"), service.Titles);
        Assert.Empty(service.Complaints);
    }

    [Fact]
    public async Task A_service_that_hangs_holds_up_nobody_else()
    {
        await using WebhookStandIn stuck = new();
        await using WebhookStandIn well = new();
        stuck.Inject([.. Enumerable.Repeat(StandInFault.Hang, 100)]);
        await using ChannelSet set = Open(Some.Webhook(stuck.Address, "stuck"), Some.Webhook(well.Address, "well"));
        set.Start();

        for (int i = 0; i < 10; i++)
        {
            set.Enqueue("stuck", Some.Notification($"n-{i}"));
            set.Enqueue("well", Some.Notification($"n-{i}"));
        }

        await well.WaitFor(() => well.Taken.Count == 10);
        Assert.Equal(10, set.Status().Single(static one => one.Name == "stuck").Pending);
    }

    [Fact]
    public async Task A_day_without_a_service_loses_nothing_and_holds_up_nobody_else()
    {
        await using WebhookStandIn down = new();
        await using WebhookStandIn well = new();
        FastClock clock = new();
        down.Inject([.. Enumerable.Repeat(new StandInAnswer(503, ""), 400)]);
        // On a busy machine each try takes hours of this clock.
        await using ChannelSet set = Open(clock, Some.Webhook(down.Address, "down") with { GiveUpAfter = TimeSpan.FromDays(1000) }, Some.Webhook(well.Address, "well"));
        set.Start();
        for (int i = 0; i < 5; i++)
            set.Enqueue("down", Some.Notification($"n-{i}", $"title {i}"));

        for (int i = 0; i < 20; i++)
        {
            set.Enqueue("well", Some.Notification($"n-{i}", $"title {i}"));
            await well.WaitFor(() => well.Taken.Count == i + 1);
        }

        for (int tries = 50; tries <= 400; tries += 50)
            await down.WaitFor(() => down.Requests.Count >= tries);
        await down.WaitFor(() => down.Taken.Count == 5);
        Assert.True(clock.Elapsed > TimeSpan.FromDays(1), $"the back-off took {clock.Elapsed} for 400 failures");
        Assert.Equal(Enumerable.Range(0, 5).Select(static i => $"title {i}"), down.Titles);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"title {i}"), well.Titles);
    }

    [Fact]
    public async Task What_will_never_be_taken_is_given_up_loudly_and_kept()
    {
        await using WebhookStandIn service = new();
        service.Inject(new StandInAnswer(422, "no such thing"));
        await using ChannelSet set = Open(Some.Webhook(service.Address));
        set.Start();

        set.Enqueue("it", Some.Notification("bad"));
        set.Enqueue("it", Some.Notification("good", "good"));
        await service.WaitFor(() => service.Taken.Count == 1 && set.Status()[0].Pending == 0);

        Assert.Equal(["good"], service.Titles);
        Assert.Equal(1, set.Status()[0].GaveUp);
        Assert.Contains("\"id\":\"bad\"", await File.ReadAllTextAsync(_temp["it/dead-letters.log"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([DeliveryOutcome.Failed, DeliveryOutcome.GaveUp, DeliveryOutcome.Delivered], set.Deliveries("it", 10)!.Select(static one => one.Outcome));
    }

    [Fact]
    public async Task Where_nobody_is_to_be_told_that_is_said_and_kept()
    {
        await using WebexStandIn service = new("token");
        await using ChannelSet set = Open(Some.Channel(ChannelType.Webex) with { Url = new Secret(service.ApiAddress.AbsoluteUri), Token = new Secret("token") });
        set.Start();

        set.Enqueue("it", Some.Notification("for-nobody"));
        set.Enqueue("it", Some.Notification("for-ana"), "ana@example.org");
        await service.WaitFor(() => service.Taken.Count == 1);

        Assert.Equal(1, set.Status()[0].GaveUp);
        Assert.Contains("for-nobody", await File.ReadAllTextAsync(_temp["it/dead-letters.log"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => set.Enqueue("it", Some.Notification("x"), "no room"));
        ServiceException untested = await Assert.ThrowsAsync<ServiceException>(() => set.TestAsync("it", Some.Notification("t"), null, TestContext.Current.CancellationToken));
        Assert.Equal(ServiceFailureKind.Misconfigured, untested.Kind);
    }

    [Fact]
    public async Task What_cannot_be_delivered_for_days_is_given_up()
    {
        await using WebhookStandIn service = new();
        FastClock clock = new();
        service.Inject([.. Enumerable.Repeat(new StandInAnswer(503, ""), 1000)]);
        await using ChannelSet set = Open(clock, Some.Webhook(service.Address) with { GiveUpAfter = TimeSpan.FromHours(1) });
        set.Start();
        set.Enqueue("it", Some.Notification());

        await service.WaitFor(() => set.Status()[0].GaveUp == 1);

        Assert.Equal(0, set.Status()[0].Pending);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_delivered_after_the_next_start()
    {
        await using WebhookStandIn service = new();
        service.Inject(new StandInAnswer(503, ""));
        await using (ChannelSet set = Open(Some.Webhook(service.Address)))
        {
            set.Start();
            set.Enqueue("it", Some.Notification("n-1", "kept"));
            await service.WaitFor(() => set.Status()[0].Failures == 1);
        }

        await using ChannelSet again = Open(Some.Webhook(service.Address));
        again.Enqueue("it", Some.Notification("n-1", "the same again"));
        again.Start();
        await service.WaitFor(() => service.Taken.Count == 1 && again.Status()[0].Pending == 0);

        Assert.Equal(["kept"], service.Titles);
    }

    [Fact]
    public async Task Other_settings_take_effect_at_once_and_keep_the_queue()
    {
        await using WebhookStandIn wrong = new();
        await using WebhookStandIn right = new();
        wrong.Inject([.. Enumerable.Repeat(new StandInAnswer(401, ""), 100)]);
        await using ChannelSet set = Open(Some.Webhook(wrong.Address));
        set.Start();
        set.Enqueue("it", Some.Notification("n-1", "mended"));
        await wrong.WaitFor(() => set.Status()[0].Failures == 1);

        set.Apply([Some.Webhook(right.Address)]);
        await right.WaitFor(() => right.Taken.Count == 1);

        Assert.Equal(["mended"], right.Titles);
    }

    [Fact]
    public async Task A_channel_that_is_taken_out_and_put_back_has_kept_its_queue()
    {
        await using WebhookStandIn service = new();
        await using ChannelSet set = Open(Some.Webhook(service.Address));
        set.Enqueue("it", Some.Notification("n-1", "kept"));

        set.Apply([]);
        Assert.False(set.Knows("it"));
        Assert.Throws<ArgumentException>(() => set.Enqueue("it", Some.Notification("n-2")));
        set.Apply([Some.Webhook(service.Address)]);
        set.Start();

        await service.WaitFor(() => service.Taken.Count == 1);
    }

    [Fact]
    public async Task A_link_into_the_network_is_left_out_and_counted()
    {
        await using NtfyStandIn service = new();
        // The service itself is on loopback here, so the channel that is to refuse cannot be sent to: what it would send is what counts.
        await using ChannelSet set = Open(Some.Channel(ChannelType.Ntfy) with { Url = new Secret(service.Address.AbsoluteUri), To = ["alerts"], AllowPrivate = false });
        set.Start();

        set.Enqueue("it", Some.Notification() with { Link = new Uri("http://169.254.169.254/latest/meta-data/") });
        await service.WaitFor(() => set.Status()[0].Failures > 0);

        Assert.Contains(set.Metrics(), static one => one is { Name: "loghog_channel_links_left_out_total", Value: 1 });
        Assert.Contains(set.Metrics(), static one => one is { Name: "loghog_channel_failures_total", Value: 1 } && one.Labels.Contains("forbidden_address", StringComparison.Ordinal));
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task No_secret_is_in_any_file_status_or_error_whatever_the_service_repeats()
    {
        const string secret = "s3cr3t-t0ken-4711";
        await using WebhookStandIn service = new();
        service.Inject(new StandInAnswer(422, $"your token {secret} and url {service.Address}hook/{secret} are bad"), new StandInAnswer(401, secret));
        await using ChannelSet set = Open(Some.Webhook(new Uri(service.Address, $"hook/{secret}")) with
        {
            Token = new Secret(secret), SigningKey = new Secret(secret), Headers = [KeyValuePair.Create("X-Key", secret)],
        });
        set.Start();
        set.Enqueue("it", Some.Notification("n-1"));
        set.Enqueue("it", Some.Notification("n-2"));
        await service.WaitFor(() => set.Status()[0].Failures == 1);

        string shown = string.Join('\n', set.Status()) + string.Join('\n', set.Deliveries("it", 100)!) + string.Join('\n', set.Metrics());
        Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(_temp.Path, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(set.Deliveries("it", 100)!, static one => one.Detail.Contains("(not shown)", StringComparison.Ordinal));
    }

    public void Dispose() => _temp.Dispose();

    private ChannelSet Open(params ChannelSettings[] settings) => Open(TimeProvider.System, settings);

    private ChannelSet Open(TimeProvider time, params ChannelSettings[] settings) => ChannelSet.Open(_temp.Path, settings, time, NullLoggerFactory.Instance);
}
