using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Bot;

/// <summary>A real loghogd with a bot, and the Webex that it believes to talk to.</summary>
internal sealed class BotHost : IAsyncDisposable
{
    public const string Token = "relay-0123456789abcdef0123456789abcdef";
    public const string OtherToken = "relay-fedcba9876543210fedcba9876543210";
    public const string Secret = "the secret of the webhook";
    public const string Trusted = "ana@example.org";

    private const string WebexToken = "token-of-the-bot-at-webex";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private BotHost(LogHogProcess hog, WebexStandIn webex, string room)
    {
        Hog = hog;
        Webex = webex;
        Room = room;
        Ana = webex.AddPerson(Trusted, "Ana María");
        Direct = webex.AddRoom("Ana María", "direct");
    }

    public LogHogProcess Hog { get; }

    public WebexStandIn Webex { get; }

    /// <summary>A group room that alerts may be for.</summary>
    public string Room { get; }

    /// <summary>Between Ana and the bot.</summary>
    public string Direct { get; }

    /// <summary>What the bot wrote there.</summary>
    public IReadOnlyList<WebexTaken> Answers => [.. Webex.Taken.Where(taken => taken.To == Direct)];

    /// <summary>Who is trusted.</summary>
    public string Ana { get; }

    /// <param name="more">Further lines of [bot].</param>
    /// <param name="sections">Further sections.</param>
    /// <param name="folder">An existing one, to start in it again.</param>
    /// <param name="webex">The one of an earlier start.</param>
    public static async Task<BotHost> StartAsync(string more = "", string sections = "", string? folder = null, (WebexStandIn Webex, string Room)? webex = null)
    {
        WebexStandIn standIn = webex?.Webex ?? new WebexStandIn(WebexToken);
        string room = webex?.Room ?? standIn.AddRoom("Operations");
        string configuration = $"""
            [bot]
            name = LogHog
            caretaker = carla@example.org
            trusted = {Trusted}, @ops.example.org
            recipients = {Trusted}, @ops.example.org, {room}
            webex_url = {standIn.ApiAddress}
            allow_private = yes
            apps = shop
            {more}
            [channel:webex]
            type = webex
            url = {standIn.ApiAddress}
            token_env = BOT_TEST_WEBEX_TOKEN
            allow_private = yes
            rate = 600
            {sections}
            """;
        LogHogProcess hog = await LogHogProcess.StartAsync(configuration, options: new LogHogProcessOptions
        {
            Folder = folder,
            Environment = new Dictionary<string, string>
            {
                ["LOGHOGD_BOT__TOKENS"] = $"{Token}, {OtherToken}",
                ["LOGHOGD_BOT__WEBEX_TOKEN"] = WebexToken,
                ["LOGHOGD_BOT__WEBHOOK_SECRET"] = Secret,
                ["BOT_TEST_WEBEX_TOKEN"] = WebexToken,
            },
        });
        return new BotHost(hog, standIn, room);
    }

    [SuppressMessage("Security", "CA5350", Justification = "Webex signs so.")]
    public static string Sign(byte[] body, string secret = Secret) => Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>As Webex sends it when somebody has written (developer.webex.com/docs/webhooks).</summary>
    public JsonObject Webhook(string messageId, string email = Trusted) => new()
    {
        ["id"] = "Y2lzY29zcGFyazovL3VzL1dFQkhPT0svMTI", ["name"] = "LogHog", ["resource"] = "messages", ["event"] = "created", ["orgId"] = "Y2lzY29zcGFyazovL3VzL09SRy8x",
        ["actorId"] = Ana, ["status"] = "active",
        ["data"] = new JsonObject { ["id"] = messageId, ["roomId"] = Direct, ["roomType"] = "direct", ["personId"] = Ana, ["personEmail"] = email, ["created"] = "2026-11-28T21:00:00.000Z" },
    };

    /// <summary>Signed with the secret, unless another signature is given.</summary>
    public Task<(HttpStatusCode Status, string Body)> SendWebhookAsync(byte[] body, string? signature = null) =>
        PostAsync("api/v1/webhook", body, ("X-Spark-Signature", signature ?? Sign(body)));

    public Task<(HttpStatusCode Status, string Body)> SendWebhookAsync(JsonObject body) => SendWebhookAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));

    public Task<(HttpStatusCode Status, string Body)> SendAlertAsync(string body, string? token = Token) =>
        PostAsync("api/v1/alert", Encoding.UTF8.GetBytes(body), token is null ? [] : [("Token", token)]);

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Hog.HttpAddress, path)) { Content = new ByteArrayContent(body) };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            // It refused and closed before all of the body was there.
            return (default, "");
        }
    }

    /// <summary>Somebody writes, Webex tells, the bot answers.</summary>
    public async Task<WebexTaken> AskAsync(string text)
    {
        int before = Answers.Count;
        string id = Webex.AddMessage(Direct, Ana, text);
        (HttpStatusCode status, string body) = await SendWebhookAsync(Webhook(id));
        Assert.True(status == HttpStatusCode.OK, body);
        await Webex.WaitFor(() => Answers.Count > before);
        return Answers[before];
    }

    public async Task<double> CountAsync(string metric, string outcome) => (await CountsAsync(metric)).GetValueOrDefault(outcome);

    /// <summary>By outcome.</summary>
    public async Task<Dictionary<string, double>> CountsAsync(string metric)
    {
        MetricsText metrics = await Hog.Metrics();
        return metrics.Samples.Where(one => one.Key.StartsWith($"loghog_bot_{metric}_total{{", StringComparison.Ordinal))
            .ToDictionary(static one => one.Key.Split('"')[1], static one => one.Value, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Hog.DisposeAsync();
        await Webex.DisposeAsync();
    }
}

/// <summary>One for the tests of a class.</summary>
public sealed class OneBot : IAsyncLifetime
{
    internal BotHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await BotHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
