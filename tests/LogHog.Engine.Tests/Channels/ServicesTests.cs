using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Webex;
using LogHog.TestKit.Channels;

namespace LogHog.Engine.Tests.Channels;

/// <summary>What each service gets, held against its documentation by a stand-in; and what we make of its answers.</summary>
public sealed class ServicesTests
{
    private static readonly Notification Huge = Some.Notification("n-2") with
    {
        Title = new string('T', 500), Text = string.Concat(Enumerable.Repeat("Ünïcödé 😀 <&> *_`\\ ", 800)), Lines = [.. Enumerable.Range(0, 10).Select(static i => new string((char)('a' + i), 2000))],
    };

    [Fact]
    public async Task Pushover_gets_a_form_with_all_that_it_knows()
    {
        await using PushoverStandIn service = new("app-token-30-characters-long-xx", "user-key");
        ChannelSettings settings = Pushover(service) with { Device = "phone", Sound = "siren", Priority = 2, Retry = TimeSpan.FromSeconds(30), Expire = TimeSpan.FromHours(3) };

        await Send(settings, Some.Notification());
        await Send(settings, Huge);

        Assert.Empty(service.Complaints);
        Assert.Equal("Disk full on web01", service.Taken[0]["title"]);
        Assert.Contains("No space left on device", service.Taken[0]["message"], StringComparison.Ordinal);
        Assert.Equal(("phone", "siren", "2", "30", "10800"), (service.Taken[0]["device"], service.Taken[0]["sound"], service.Taken[0]["priority"], service.Taken[0]["retry"], service.Taken[0]["expire"]));
        Assert.Equal("https://logs.example.org/ui?q=disk", service.Taken[0]["url"]);
        Assert.Equal("1795867200", service.Taken[0]["timestamp"]);
    }

    [Theory]
    [InlineData(AlertSeverity.Info, NotificationKind.Firing, "-1")]
    [InlineData(AlertSeverity.Error, NotificationKind.Firing, "0")]
    [InlineData(AlertSeverity.Critical, NotificationKind.Firing, "1")]
    [InlineData(AlertSeverity.Critical, NotificationKind.Resolved, "-1")]
    public async Task Pushovers_priority_follows_the_severity(AlertSeverity severity, NotificationKind kind, string priority)
    {
        await using PushoverStandIn service = new("t", "u");

        await Send(Pushover(service), Some.Notification() with { Severity = severity, Kind = kind });

        Assert.Equal(priority, service.Taken[0]["priority"]);
        Assert.Empty(service.Complaints);
    }

    [Fact]
    public async Task Pushovers_quota_is_honoured_before_it_refuses()
    {
        await using PushoverStandIn service = new("t", "u") { Remaining = 1, ResetAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600 };
        using IChannelSender sender = Senders.Create(Pushover(service), TimeProvider.System);

        await Send(sender, Some.Notification("a"));
        ServiceException limited = await Assert.ThrowsAsync<ServiceException>(() => Send(sender, Some.Notification("b")));

        Assert.Equal(ServiceFailureKind.Limited, limited.Kind);
        Assert.InRange(limited.RetryAfter!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Webex_gets_markdown_and_text_for_rooms_and_people()
    {
        await using WebexStandIn service = new("bot-token");
        string room = service.AddRoom("Operations");
        ChannelSettings settings = Some.Channel(ChannelType.Webex) with { Url = new Secret(service.ApiAddress.AbsoluteUri), Token = new Secret("bot-token"), To = [room, "ana@example.org"] };

        await Send(settings, Some.Notification());
        await Send(settings, Huge);

        Assert.Empty(service.Complaints);
        Assert.Equal([room, "ana@example.org", room, "ana@example.org"], service.Taken.Select(static one => one.To));
        Assert.StartsWith("**🔴 Disk full on web01**", service.Taken[0].Markdown, StringComparison.Ordinal);
        Assert.Contains("```\nNo space left on device", service.Taken[0].Markdown, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(service.Taken[2].Markdown) > 5000, "a long message uses the room that there is");
    }

    [Fact]
    public async Task Webexs_client_reads_and_lists_what_a_bot_needs()
    {
        await using WebexStandIn service = new("bot-token");
        using ServiceHttp http = new(allowPrivate: true, caFile: null, TimeProvider.System);
        WebexClient client = new(http, service.ApiAddress, new Secret("bot-token"));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string ana = service.AddPerson("ana@example.org", "Ana");
        string[] rooms = [.. Enumerable.Range(0, 5).Select(i => service.AddRoom($"room {i}"))];
        string message = service.AddMessage(rooms[0], ana, "LogHog show alerts", service.Me);

        Assert.Equal("LogHog", (await client.MeAsync(cancel)).DisplayName);
        Assert.Equal(["ana@example.org"], (await client.PersonAsync(ana, cancel)).Emails);
        Assert.Equal("LogHog show alerts", (await client.MessageAsync(message, cancel)).Text);
        Assert.Equal(rooms.Order(StringComparer.Ordinal), (await client.RoomsAsync(cancel)).Select(static room => room.Id));
        WebexWebhook made = await client.CreateWebhookAsync(new WebexWebhook { Name = "LogHog", TargetUrl = "https://logs.example.org/api/v1/webhook", Resource = "messages", Event = "created", Secret = "s" }, cancel);
        Assert.Equal("active", Assert.Single(await client.WebhooksAsync(cancel)).Status);
        await client.DeleteWebhookAsync(made.Id!, cancel);
        Assert.Empty(await client.WebhooksAsync(cancel));
        Assert.Empty(service.Complaints);
        ServiceException unknown = await Assert.ThrowsAsync<ServiceException>(() => client.MessageAsync("nothing", cancel));
        Assert.True(unknown.IsFinal);
    }

    [Fact]
    public async Task A_key_that_Slack_has_lost_is_left_out()
    {
        await using SlackStandIn service = new("xoxb-token", "#ops");
        service.Inject(new StandInAnswer(200, """{"ok":false,"error":"duplicate_message_not_found"}"""));
        ChannelSettings bot = Some.Channel(ChannelType.Slack) with { Url = new Secret(service.ApiAddress.AbsoluteUri), Token = new Secret("xoxb-token"), To = ["#ops"] };

        await Send(bot, Some.Notification());

        Assert.Single(service.Taken);
        Assert.Equal([true, false], service.Requests.Select(static request => request.Text.Contains("client_msg_id", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Slack_gets_the_same_by_webhook_and_by_bot()
    {
        await using SlackStandIn service = new("xoxb-token", "#ops");
        ChannelSettings hook = Some.Channel(ChannelType.Slack) with { Url = new Secret(service.HookAddress.AbsoluteUri) };
        ChannelSettings bot = Some.Channel(ChannelType.Slack) with { Url = new Secret(service.ApiAddress.AbsoluteUri), Token = new Secret("xoxb-token"), To = ["#ops"] };

        foreach (ChannelSettings settings in new[] { hook, bot })
        {
            await Send(settings, Some.Notification());
            await Send(settings, Huge);
        }

        Assert.Empty(service.Complaints);
        Assert.Equal(["", "", "#ops", "#ops"], service.Taken.Select(static one => one.Channel));
        Assert.Equal(service.Taken[0].Text, service.Taken[2].Text);
        Assert.Contains("second &lt;line&gt; &amp; *more*", service.Taken[0].Text, StringComparison.Ordinal);
        Assert.Contains("<https://logs.example.org/ui?q=disk|Show>", service.Taken[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#nowhere", "xoxb-token", ServiceFailureKind.Refused)]
    [InlineData("#ops", "wrong", ServiceFailureKind.Misconfigured)]
    public async Task Slacks_errors_come_with_status_200(string channel, string token, ServiceFailureKind kind)
    {
        await using SlackStandIn service = new("xoxb-token", "#ops");
        ChannelSettings bot = Some.Channel(ChannelType.Slack) with { Url = new Secret(service.ApiAddress.AbsoluteUri), Token = new Secret(token), To = [channel] };

        ServiceException failure = await Assert.ThrowsAsync<ServiceException>(() => Send(bot, Some.Notification()));

        Assert.Equal(kind, failure.Kind);
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card_in_which_nothing_is_markdown()
    {
        await using TeamsStandIn service = new();
        ChannelSettings settings = Some.Channel(ChannelType.Teams) with { Url = new Secret(service.HookAddress.AbsoluteUri) };

        await Send(settings, Some.Notification());
        await Send(settings, Huge with { Text = new string('\u0001', 16_000) });
        await Send(settings, Huge);

        Assert.Empty(service.Complaints);
        Assert.Equal("Disk full on web01", service.Taken[0].Texts[0]);
        Assert.Contains("second <line> & *more*", service.Taken[0].Texts);
        Assert.Equal("https://logs.example.org/ui?q=disk", service.Taken[0].Url);
    }

    [Theory]
    [InlineData(ChannelFormat.Html)]
    [InlineData(ChannelFormat.Markdown)]
    [InlineData(ChannelFormat.Plain)]
    public async Task Telegram_can_read_every_message_in_each_markup(ChannelFormat format)
    {
        await using TelegramStandIn service = new("123:token");
        ChannelSettings settings = Some.Channel(ChannelType.Telegram, format: format) with { Url = new Secret(service.Address.AbsoluteUri), Token = new Secret("123:token"), To = ["-100123", "@ops_channel/7"] };

        await Send(settings, Some.Notification());
        await Send(settings, Huge);

        Assert.Empty(service.Complaints);
        Assert.Equal(["-100123", "@ops_channel", "-100123", "@ops_channel"], service.Taken.Select(static one => one.Chat));
        Assert.Contains("second <line> & *more*", service.Taken[0].Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telegrams_wait_stands_in_its_body()
    {
        await using TelegramStandIn service = new("t");
        service.Inject(TelegramStandIn.Limited(17));
        ChannelSettings settings = Some.Channel(ChannelType.Telegram) with { Url = new Secret(service.Address.AbsoluteUri), Token = new Secret("t"), To = ["1"] };

        ServiceException limited = await Assert.ThrowsAsync<ServiceException>(() => Send(settings, Some.Notification()));

        Assert.Equal((ServiceFailureKind.Limited, TimeSpan.FromSeconds(17)), (limited.Kind, limited.RetryAfter));
    }

    [Fact]
    public async Task Ntfy_gets_priority_tags_and_a_button()
    {
        await using NtfyStandIn service = new("Bearer tk_token");
        ChannelSettings settings = Some.Channel(ChannelType.Ntfy) with { Url = new Secret(service.Address.AbsoluteUri), Token = new Secret("tk_token"), To = ["alerts"] };

        await Send(settings, Some.Notification());
        await Send(settings, Huge);

        Assert.Empty(service.Complaints);
        JsonElement first = service.Taken[0];
        Assert.Equal((4, "red_circle", "https://logs.example.org/ui?q=disk"), (first.GetProperty("priority").GetInt32(), first.GetProperty("tags")[0].GetString(), first.GetProperty("click").GetString()));
    }

    [Fact]
    public async Task Ntfy_knows_a_user_and_a_password_too()
    {
        await using NtfyStandIn service = new("Basic " + Convert.ToBase64String("ana:söcret"u8));
        ChannelSettings settings = Some.Channel(ChannelType.Ntfy) with { Url = new Secret(service.Address.AbsoluteUri), User = new Secret("ana"), Password = new Secret("söcret"), To = ["alerts"] };

        await Send(settings, Some.Notification());

        Assert.Single(service.Taken);
    }

    [Fact]
    public async Task A_webhook_is_a_document_with_everything_and_a_signature_over_time_and_body()
    {
        await using WebhookStandIn service = new("key");
        ChannelSettings settings = Some.Webhook(service.Address) with { SigningKey = new Secret("key"), Method = "PUT", Headers = [KeyValuePair.Create("X-Team", "ops")] };

        await Send(settings, Some.Notification());

        Assert.Empty(service.Complaints);
        JsonElement taken = Assert.Single(service.Taken);
        Assert.Equal("web01", taken.GetProperty("labels").GetProperty("host").GetString());
        Assert.Equal("error", taken.GetProperty("severity").GetString());
        Assert.Equal("ops", service.Requests[0].Header("X-Team"));
    }

    [Theory]
    [InlineData(400, ServiceFailureKind.Refused)]
    [InlineData(401, ServiceFailureKind.Misconfigured)]
    [InlineData(413, ServiceFailureKind.Refused)]
    [InlineData(429, ServiceFailureKind.Limited)]
    [InlineData(500, ServiceFailureKind.Unreachable)]
    [InlineData(302, ServiceFailureKind.Misconfigured)]
    public async Task Each_status_has_its_meaning(int status, ServiceFailureKind kind)
    {
        await using WebhookStandIn service = new();
        service.Inject(new StandInAnswer(status, "why") { Headers = [("Retry-After", "7"), ("Location", "http://169.254.169.254/")] });

        ServiceException failure = await Assert.ThrowsAsync<ServiceException>(() => Send(Some.Webhook(service.Address), Some.Notification()));

        Assert.Equal((kind, status, TimeSpan.FromSeconds(7)), (failure.Kind, failure.Status, failure.RetryAfter));
        Assert.Single(service.Requests);
    }

    private static ChannelSettings Pushover(PushoverStandIn service) => Some.Channel(ChannelType.Pushover) with
    {
        Url = new Secret(service.Address.AbsoluteUri), Token = new Secret(service.Token), User = new Secret(service.User),
    };

    private static async Task Send(ChannelSettings settings, Notification notification)
    {
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);
        await Send(sender, notification);
    }

    private static async Task Send(IChannelSender sender, Notification notification)
    {
        foreach (string to in sender.Recipients)
            await sender.SendAsync(new Delivery(NotificationBounds.Apply(notification), to, DeliveryKey.Of(notification.Id, to)), TestContext.Current.CancellationToken);
    }
}
