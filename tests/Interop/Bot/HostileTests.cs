using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LogHog.Interop.Tests.Bot;

/// <summary>
/// Forged webhooks, strangers, and requests that are meant to make the server do something: every one is refused, counted once under its own
/// reason, and leads to nothing at Webex.
/// </summary>
public sealed class HostileTests(OneBot one) : IClassFixture<OneBot>
{
    private readonly BotHost _bot = one.Host;

    [Fact]
    public void The_table_has_at_least_200_cases_and_none_twice()
    {
        HostileCase[] all = [.. HostileAlerts.All(_bot.Room), .. HostileWebhooks.All(_bot, new string('A', 40))];

        Assert.True(all.Length >= 200, $"{all.Length} cases");
        Assert.Empty(all.GroupBy(static one => (one.Path, one.Header, string.Join(',', one.More), Convert.ToHexString(one.Body))).Where(static same => same.Count() > 1).Select(static same => same.First().Name));
    }

    [Fact]
    public Task Alerts_are_refused_and_counted() => AssertRefusedAsync([.. HostileAlerts.All(_bot.Room)]);

    [Fact]
    public Task Webhooks_are_refused_and_counted() =>
        AssertRefusedAsync([.. HostileWebhooks.All(_bot, _bot.Webex.AddMessage(_bot.Direct, _bot.Ana, "hello"))]);

    [Theory]
    [InlineData("api/v1/alert", "Token: " + BotHost.Token, "alerts")]
    [InlineData("api/v1/webhook", "X-Spark-Signature: 0123456789012345678901234567890123456789", "webhooks")]
    public async Task A_body_that_is_cut_short_is_refused_and_counted(string path, string header, string metric)
    {
        double before = await _bot.CountAsync(metric, "cut_short");
        foreach (string framing in new[] { "Content-Length: 500", "Transfer-Encoding: chunked" })
        {
            using TcpClient tcp = new();
            await tcp.ConnectAsync(IPAddress.Loopback, _bot.Hog.HttpPort);
            string body = framing[0] == 'C' ? "{\"to\":" : "1ff\r\n{\"to\":";
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /{path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n{framing}\r\n\r\n{body}"));
            tcp.Client.Shutdown(SocketShutdown.Send);
            try
            {
                // Until it has closed, too.
                await stream.CopyToAsync(Stream.Null);
            }
            catch (IOException)
            {
                // It closes a connection that has nobody at its other end any more as it likes.
            }
        }

        await _bot.Hog.WaitForMetrics(metrics => metrics.Samples[$"loghog_bot_{metric}_total{{outcome=\"cut_short\"}}"] >= before + 2);
    }

    [Theory]
    [InlineData("show issues; rm -rf /", "refused")]
    [InlineData("show issues && id", "refused")]
    [InlineData("$(id)", "refused")]
    [InlineData("`id`", "refused")]
    [InlineData("search {{person}}", "refused")]
    [InlineData("search \"quoted\"", "refused")]
    [InlineData("search app:secret", "refused")]
    [InlineData("search * | stats count()", "refused")]
    [InlineData("search a) or app:in(secret", "refused")]
    [InlineData("search ../../etc/passwd", "refused")]
    [InlineData("search http://169.254.169.254/", "refused")]
    [InlineData("search <@all>", "refused")]
    [InlineData("search %s%s%n", "refused")]
    [InlineData("hello\nshow issues", "refused")]
    [InlineData("hello\tworld", "refused")]
    [InlineData("hello\u0000", "refused")]
    [InlineData("hello\u001b[31m", "refused")]
    [InlineData("hello\u202e", "refused")]
    [InlineData("hello\u200b", "refused")]
    [InlineData("/hello", "refused")]
    [InlineData("hello!", "refused")]
    [InlineData("show_issues", "refused")]
    [InlineData("", "refused")]
    [InlineData("   ", "refused")]
    [InlineData("search aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "refused")]
    [InlineData("searchx", "unknown")]
    [InlineData("show everything", "unknown")]
    [InlineData("delete all", "unknown")]
    [InlineData("hello there", "unknown")]
    [InlineData("ѕhow issues", "unknown")]
    public async Task A_command_that_is_none_is_counted_and_answered_without_a_word_of_it(string text, string outcome)
    {
        double before = await _bot.CountAsync("commands", outcome);

        string answer = (await _bot.AskAsync(text)).Text;

        await _bot.Hog.WaitForMetrics(metrics => metrics.Samples[$"loghog_bot_commands_total{{outcome=\"{outcome}\"}}"] >= before + 1);
        if (text.Trim().Length > 5)
            Assert.DoesNotContain(text.Trim(), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_webhook_does_not_make_the_message_of_somebody_else_a_command()
    {
        string eve = _bot.Webex.AddPerson("eve@example.org", "Eve");
        string own = _bot.Webex.Me;
        string other = _bot.Webex.AddRoom("Elsewhere");
        int before = _bot.Webex.Taken.Count;
        (string Message, string Outcome)[] cases =
        [
            (_bot.Webex.AddMessage(_bot.Direct, eve, "hello"), "stranger"),
            (_bot.Webex.AddMessage(_bot.Direct, own, "hello"), "own_message"),
            (_bot.Webex.AddMessage(other, _bot.Ana, "hello"), "not_for_us"),
            (_bot.Webex.AddMessage(_bot.Direct, _bot.Ana, "hello", eve), "not_for_us"),
            ("Y2lzY29zcGFyazovL3VzL01FU1NBR0Uvbm9uZQ", "gone"),
        ];
        foreach ((string message, string outcome) in cases)
        {
            double counted = await _bot.CountAsync("commands", outcome);
            // The webhook says that Ana wrote it, in the room where she talks to the bot.
            Assert.Equal(HttpStatusCode.OK, (await _bot.SendWebhookAsync(_bot.Webhook(message))).Status);
            await _bot.Hog.WaitForMetrics(metrics => metrics.Samples[$"loghog_bot_commands_total{{outcome=\"{outcome}\"}}"] >= counted + 1);
        }

        Assert.Equal(before, _bot.Webex.Taken.Count);
    }

    [Fact]
    public async Task A_webhook_that_was_handled_does_nothing_when_it_is_replayed_even_with_another_body()
    {
        string id = _bot.Webex.AddMessage(_bot.Direct, _bot.Ana, "hello");
        int before = _bot.Webex.Taken.Count;
        JsonObject webhook = _bot.Webhook(id);
        await _bot.SendWebhookAsync(webhook);
        await _bot.Webex.WaitFor(() => _bot.Webex.Taken.Count > before);
        for (int i = 0; i < 20; i++)
        {
            webhook["name"] = $"replayed {i}";
            double counted = await _bot.CountAsync("webhooks", "duplicate");
            Assert.Equal(HttpStatusCode.OK, (await _bot.SendWebhookAsync(webhook)).Status);
            Assert.Equal(counted + 1, await _bot.CountAsync("webhooks", "duplicate"));
        }

        Assert.Equal(before + 1, _bot.Webex.Taken.Count);
    }

    private async Task AssertRefusedAsync(IReadOnlyList<HostileCase> cases)
    {
        int requests = _bot.Webex.Requests.Count;
        List<string> wrong = [];
        Dictionary<string, double> before = await _bot.CountsAsync(cases[0].Metric);
        foreach (HostileCase hostile in cases)
        {
            (string, string)[] headers = hostile.Header is null ? hostile.More : [(hostile.HeaderName, hostile.Header), .. hostile.More];
            (HttpStatusCode status, string body) = await _bot.PostAsync(hostile.Path, hostile.Body, headers);
            // Refused before its body was read, a large one may be cut off without an answer that could be read.
            bool isAnswered = (int)status == hostile.Status || (status == default && hostile.Body.Length > 60_000);
            Dictionary<string, double> after = await _bot.CountsAsync(hostile.Metric);
            double counted = after[hostile.Outcome] - before[hostile.Outcome];
            double total = after.Values.Sum() - before.Values.Sum();
            before = after;
            if (!isAnswered || counted != 1 || total != 1)
                wrong.Add($"{hostile.Path}: {hostile.Name}: {(int)status} {body.Trim()}, counted {counted} as {hostile.Outcome} of {total}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(requests, _bot.Webex.Requests.Count);
    }
}
