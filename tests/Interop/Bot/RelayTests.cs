using System.Net;
using System.Text.Json;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Bot;

/// <summary><c>POST /api/v1/alert</c> and <c>GET /api/v1/ping</c> of a real loghogd, up to the stand-in for Webex.</summary>
public sealed class RelayTests(OneBot one) : IClassFixture<OneBot>
{
    private readonly BotHost _bot = one.Host;

    [Fact]
    public async Task An_alert_is_answered_and_told_to_a_person()
    {
        (HttpStatusCode status, string body) = await _bot.SendAlertAsync("""{"to":"ana@example.org","subject":"Disk full on web01","message":"Only 3 % left.\nPlease look."}""");

        JsonElement answer = JsonDocument.Parse(body).RootElement;
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ana@example.org", answer.GetProperty("to").GetString());
        Assert.Equal("Disk full on web01\n\nOnly 3 % left.\nPlease look.", answer.GetProperty("message").GetString());
        Assert.NotEmpty(answer.GetProperty("taskid").GetString()!);
        Assert.Equal(["message", "taskid", "to"], answer.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        WebexTaken taken = await TakenAsync("Disk full on web01");
        Assert.Equal("ana@example.org", taken.To);
        Assert.Contains("Please look.", taken.Text, StringComparison.Ordinal);
        Assert.Empty(_bot.Webex.Complaints);
    }

    [Fact]
    public async Task An_alert_without_a_message_is_told_to_a_room_by_every_token()
    {
        (HttpStatusCode status, string body) = await _bot.SendAlertAsync($$"""{"to":"{{_bot.Room}}","subject":"Only a subject"}""", BotHost.OtherToken);

        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal(_bot.Room, (await TakenAsync("Only a subject")).To);
    }

    [Theory]
    [InlineData("{{secret}} {{#lines}}{{/lines}} ${7*7} <%= 7*7 %> {% raw %}")]
    [InlineData("**bold** [click](https://evil.example) <@all> <@personEmail:ceo@example.org> `code`")]
    [InlineData("<script>alert(1)</script> & http://169.254.169.254/latest/")]
    public async Task What_looks_like_template_markup_or_mention_is_text(string subject)
    {
        (HttpStatusCode status, string body) = await _bot.SendAlertAsync(JsonSerializer.Serialize(new { to = "ana@example.org", subject, message = subject }));

        Assert.True(status == HttpStatusCode.OK, body);
        WebexTaken taken = await TakenAsync(subject);
        Assert.DoesNotContain("49", taken.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("**bold**", taken.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("](https://evil", taken.Markdown.Replace("\\]", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(" <@all>", taken.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", taken.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_in_the_configuration_everything_is_refused()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        foreach (string? token in new[] { null, "", BotHost.Token })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri("api/v1/alert", UriKind.Relative)) { Content = new StringContent("""{"to":"ana@example.org","subject":"x"}""") };
            if (token is not null)
                request.Headers.TryAddWithoutValidation("Token", token);
            using HttpResponseMessage answer = await hog.Send(request);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        using HttpRequestMessage webhook = new(HttpMethod.Post, new Uri("api/v1/webhook", UriKind.Relative)) { Content = new StringContent("{}") };
        webhook.Headers.Add("X-Spark-Signature", BotHost.Sign("{}"u8.ToArray()));
        using HttpResponseMessage refused = await hog.Send(webhook);
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        MetricsText metrics = await hog.Metrics();
        Assert.Equal(3, metrics.Samples["loghog_bot_alerts_total{outcome=\"not_configured\"}"]);
    }

    [Fact]
    public async Task Ping_says_hello_the_version_and_the_time()
    {
        JsonElement ping = JsonDocument.Parse(await _bot.Hog.Get("api/v1/ping")).RootElement;

        Assert.Equal("LogHog", ping.GetProperty("hello").GetString());
        Assert.Equal("1.0", ping.GetProperty("apiversion").GetString());
        Assert.InRange(ping.GetProperty("utctime").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    private async Task<WebexTaken> TakenAsync(string subject)
    {
        await _bot.Webex.WaitFor(() => _bot.Webex.Taken.Any(taken => taken.Text.Contains(subject, StringComparison.Ordinal)));
        return _bot.Webex.Taken.First(taken => taken.Text.Contains(subject, StringComparison.Ordinal));
    }
}
