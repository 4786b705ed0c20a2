using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Bot;

/// <summary>What people write to the bot and what it answers, through a real loghogd.</summary>
public sealed class CommandTests(OneBot one) : IClassFixture<OneBot>
{
    private readonly BotHost _bot = one.Host;

    [Theory]
    [InlineData("hello")]
    [InlineData("HELLO")]
    [InlineData("  Hello  ")]
    public async Task Hello_tells_who_it_is_what_it_can_do_and_who_looks_after_it(string text)
    {
        WebexTaken answer = await _bot.AskAsync(text);

        Assert.Equal(_bot.Direct, answer.To);
        Assert.Contains("I am LogHog", answer.Text, StringComparison.Ordinal);
        Assert.Contains("show issues", answer.Text, StringComparison.Ordinal);
        Assert.Contains("carla@example.org", answer.Text, StringComparison.Ordinal);
        Assert.Contains("ana@example.org", answer.Text, StringComparison.Ordinal);
        Assert.Empty(_bot.Webex.Complaints);
    }

    [Theory]
    [InlineData("show issues", "zabbix_url")]
    [InlineData("what is the time", "I know")]
    [InlineData("helloo", "I know")]
    [InlineData("hello world", "I know")]
    [InlineData("help", "search WORDS")]
    [InlineData("search", "Write: search WORDS")]
    [InlineData("search nothinghasthisword", "No event with nothinghasthisword")]
    public async Task Other_lines_get_a_helpful_answer(string text, string contained) =>
        Assert.Contains(contained, (await _bot.AskAsync(text)).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Search_and_tail_show_applications_that_are_allowed_and_no_others()
    {
        string word = Guid.NewGuid().ToString("N");
        await InsertAsync("shop", $"payment {word} failed *bold* <@all>");
        await InsertAsync("secret", $"payment {word} of somebody else");

        WebexTaken found = await _bot.AskAsync($"search PAYMENT {word}");
        WebexTaken tailed = await _bot.AskAsync($"tail shop {word}");
        WebexTaken sources = await _bot.AskAsync("show sources");

        Assert.Contains($"payment {word} failed *bold* <@all>", found.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", found.Text, StringComparison.Ordinal);
        Assert.Contains($"payment {word} failed", tailed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", tailed.Text, StringComparison.Ordinal);
        Assert.Contains("shop: ", sources.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sources.Text, StringComparison.Ordinal);
        // In Markdown the line stands in a block of code, where nothing of it is obeyed.
        Assert.Contains("```", found.Markdown, StringComparison.Ordinal);
        Assert.Empty(_bot.Webex.Complaints);
    }

    [Fact]
    public async Task Alerts_are_shown_silenced_and_acknowledged_by_names_without_their_dashes()
    {
        await using BotHost bot = await BotHost.StartAsync(sections: """
            [alert:ssh-login]
            query = "Failed password"
            kind = threshold
            more_than = 0
            within = 1h
            channels = webex
            """);
        string line = new JsonObject { ["app"] = "shop", ["_msg"] = "Failed password for root" }.ToJsonString() + "\n";
        await bot.PostAsync("insert/jsonline", Encoding.UTF8.GetBytes(line));
        await bot.Hog.WaitForMetrics(static metrics => metrics.Samples.Any(static one => one.Key.StartsWith("loghog_alert", StringComparison.Ordinal) && one.Key.Contains("firing", StringComparison.Ordinal) && one.Value > 0));

        string shown = (await bot.AskAsync("show alerts")).Text;
        string silenced = (await bot.AskAsync("silence ssh login for 2 hours")).Text;
        string acknowledged = (await bot.AskAsync("ACK SSH login")).Text;
        string after = (await bot.AskAsync("show alerts")).Text;
        string unknown = (await bot.AskAsync("ack nothing")).Text;
        string wrong = (await bot.AskAsync("silence ssh login for ever")).Text;

        Assert.Contains("Alerts: 1", shown, StringComparison.Ordinal);
        Assert.Contains("ssh-login: ", shown, StringComparison.Ordinal);
        Assert.Contains("ssh-login is silent until ", silenced, StringComparison.Ordinal);
        Assert.Contains("ssh-login: 1 acknowledged by ana@example.org", acknowledged, StringComparison.Ordinal);
        Assert.Contains("acknowledged by ana@example.org, silenced until ", after, StringComparison.Ordinal);
        Assert.Contains("I know: ssh-login", unknown, StringComparison.Ordinal);
        Assert.Contains("Write: silence RULE for TIME", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_group_room_the_mention_is_no_part_of_the_command()
    {
        string id = _bot.Webex.AddMessage(_bot.Room, _bot.Ana, "LogHog\u00a0hello", _bot.Webex.Me);
        JsonObject webhook = _bot.Webhook(id);
        webhook["data"]!["roomId"] = _bot.Room;
        int before = _bot.Webex.Taken.Count;

        await _bot.SendWebhookAsync(webhook);

        await _bot.Webex.WaitFor(() => _bot.Webex.Taken.Count > before);
        Assert.Equal(_bot.Room, _bot.Webex.Taken[before].To);
        Assert.Contains("I am LogHog", _bot.Webex.Taken[before].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_comes_again_is_answered_once()
    {
        string id = _bot.Webex.AddMessage(_bot.Direct, _bot.Ana, "hello");
        int before = _bot.Webex.Taken.Count;
        double duplicates = await _bot.CountAsync("webhooks", "duplicate");

        for (int i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await _bot.SendWebhookAsync(_bot.Webhook(id))).Status);

        await _bot.Webex.WaitFor(() => _bot.Webex.Taken.Count > before);
        await _bot.AskAsync("help");
        Assert.Equal(before + 2, _bot.Webex.Taken.Count);
        Assert.Equal(duplicates + 4, await _bot.CountAsync("webhooks", "duplicate"));
    }

    [Fact]
    public async Task What_fails_at_Webex_is_tried_again_and_each_is_answered()
    {
        string id = _bot.Webex.AddMessage(_bot.Direct, _bot.Ana, "hello");
        int before = _bot.Webex.Taken.Count;
        _bot.Webex.Inject(new StandInAnswer(429, "{}") { Headers = [("Retry-After", "1")] }, new StandInAnswer(503, "{}"));
        _bot.Webex.Inject(StandInFault.Close);

        await _bot.SendWebhookAsync(_bot.Webhook(id));

        await _bot.Webex.WaitFor(() => _bot.Webex.Taken.Count > before);
        Assert.True((await _bot.Hog.Metrics()).Samples["loghog_bot_retries_total"] >= 2);
    }

    [Fact]
    public async Task A_killed_server_answers_what_it_had_taken_and_nothing_twice()
    {
        using TempFolder folder = new();
        await using BotHost first = await BotHost.StartAsync(folder: folder.Path);
        await first.AskAsync("hello");
        string done = first.Webex.AddMessage(first.Direct, first.Ana, "hello");
        await first.SendWebhookAsync(first.Webhook(done));
        await first.Webex.WaitFor(() => first.Webex.Taken.Count == 2);
        // Webex is away: the next message waits.
        first.Webex.Inject([.. Enumerable.Repeat(new StandInAnswer(503, "{}"), 3)]);
        string waiting = first.Webex.AddMessage(first.Direct, first.Ana, "help");
        await first.SendWebhookAsync(first.Webhook(waiting));
        await first.Hog.WaitForMetrics(static metrics => metrics.Samples.GetValueOrDefault("loghog_bot_waiting") == 1);
        await first.Hog.KillAsync();

        BotHost second = await BotHost.StartAsync(folder: folder.Path, webex: (first.Webex, first.Room));
        await using LogHogProcess stopped = second.Hog;
        await second.Webex.WaitFor(() => second.Webex.Taken.Count >= 3);
        Assert.Equal(HttpStatusCode.OK, (await second.SendWebhookAsync(first.Webhook(done))).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.SendWebhookAsync(first.Webhook(waiting))).Status);

        MetricsText metrics = await second.Hog.WaitForMetrics(static metrics => metrics.Samples.GetValueOrDefault("loghog_bot_waiting") == 0);
        Assert.Equal(2, metrics.Samples["loghog_bot_webhooks_total{outcome=\"duplicate\"}"]);
        Assert.Equal(3, second.Webex.Taken.Count);
    }

    [Fact]
    public async Task Templates_of_the_users_own_take_the_place_of_ours()
    {
        using TempFolder templates = new();
        await File.WriteAllTextAsync(templates["hello.text"], "Moin {{person}}!");
        await File.WriteAllTextAsync(templates["hello.markdown"], "## Moin {{person}}!");
        await using BotHost bot = await BotHost.StartAsync($"templates = {templates.Path}");

        WebexTaken answer = await bot.AskAsync("hello");

        Assert.Equal("Moin ana@example.org!", answer.Text);
        Assert.StartsWith("## Moin ana", answer.Markdown, StringComparison.Ordinal);
    }

    private async Task InsertAsync(string app, string message)
    {
        string line = new JsonObject { ["app"] = app, ["host"] = "web01", ["_msg"] = message, ["level"] = "error" }.ToJsonString() + "\n";
        (HttpStatusCode status, string body) = await _bot.PostAsync("insert/jsonline", Encoding.UTF8.GetBytes(line));
        Assert.True(status == HttpStatusCode.OK, body);
    }
}
