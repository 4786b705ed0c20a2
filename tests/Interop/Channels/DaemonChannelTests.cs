using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Channels;

/// <summary>The real daemon and the real command, with a service beside them.</summary>
public sealed class DaemonChannelTests : IDisposable
{
    private const string Secret = "s3cr3t-hook-4711";
    private readonly TempFolder _folder = new();

    /// <summary>Each life dies at another step, and mends what the one before left behind.</summary>
    [Fact]
    public async Task A_kill_at_any_step_loses_nothing_and_what_has_a_key_comes_once()
    {
        string[] points =
        [
            "channel.append", "channel.appended", "channel.send", "channel.sent", "channel.complete", "channel.completed", "channel.rewrite", "channel.rewritten",
        ];
        await using WebhookStandIn service = new(Secret);
        string configuration = Configure(service);
        List<string> acknowledged = [];
        for (int life = 0; life < points.Length; life++)
        {
            bool isRewrite = points[life].StartsWith("channel.rewrit", StringComparison.Ordinal);
            // A file that was cut is written anew with the next append: only then there is a rewrite to be killed in.
            if (isRewrite)
                await File.AppendAllTextAsync(_folder["lib/channels/hook/queue"], "0123", TestContext.Current.CancellationToken);
            await using LogHogProcess? hog = await LogHogProcess.StartToDieAsync(configuration, $"{points[life]}=kill@{(isRewrite ? 1 : 3)}", _folder);
            if (hog is null)
                continue;
            await QueueAsync(hog, life, acknowledged);
            Assert.True(await hog.WaitForExit() != 0, $"{points[life]} was not come to");
        }

        await using (LogHogProcess hog = await LogHogProcess.StartAsync(configuration, options: new() { Folder = _folder.Path }))
        {
            await QueueAsync(hog, points.Length, acknowledged);
            await service.WaitFor(() => acknowledged.All(service.Titles.Contains));
        }

        Assert.Empty(service.Complaints);
        // In order, each once; some that were not acknowledged may be among them.
        Assert.Equal(acknowledged, service.Titles.Where(acknowledged.Contains));
        Assert.Equal(service.Titles.Order(StringComparer.Ordinal), service.Titles);
        Assert.Equal(service.Titles.Distinct(StringComparer.Ordinal), service.Titles);
    }

    [Fact]
    public async Task The_button_says_what_the_service_said_and_no_secret_is_anywhere()
    {
        await using WebhookStandIn service = new(Secret);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configure(service) + "\n[log]\nfilename = own.log\nlevel = DEBUG\n", options: new() { Folder = _folder.Path });
        string http = $"127.0.0.1:{hog.HttpPort}";

        ProgramResult good = await Loghog("alert", "notify", "hook", "Does it work?", "--title", "Hello", "--http", http);
        service.Inject(new StandInAnswer(401, $"go away, {Secret}"));
        ProgramResult bad = await Loghog("alert", "notify", "hook", "--http", http);
        ProgramResult unknown = await Loghog("alert", "notify", "nobody", "--http", http);
        ProgramResult alone = await Loghog("alert", "notify", "hook", "--config", _folder["loghogd.conf"], "--title", "alone");
        ProgramResult channels = await Loghog("alert", "channels", "--http", http);
        ProgramResult deliveries = await Loghog("alert", "deliveries", "--http", http);
        ProgramResult check = await Loghog("check", "--config", _folder["loghogd.conf"]);

        Assert.Equal((0, "hook: delivered: {\"ok\":true}\n"), (good.ExitCode, good.Output));
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("misconfigured: 401: go away, (not shown)", bad.Errors, StringComparison.Ordinal);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("there is no [channel:nobody]", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(0, alone.ExitCode);
        Assert.Equal(["Hello", "alone"], service.Titles);
        Assert.Contains("webhook", channels.Output, StringComparison.Ordinal);
        Assert.Contains("tested 'Hello'", deliveries.Output, StringComparison.Ordinal);
        string metrics = (await hog.Metrics()).Text;
        Assert.Contains("loghog_channel_failures_total{channel=\"hook\",reason=\"misconfigured\"} 1\n", metrics, StringComparison.Ordinal);
        string printed = (await ExternalProgram.RunAsync(Repository.Loghogd, "--config", _folder["loghogd.conf"], "--print-config")).ToString();
        string all = string.Concat(good, bad, unknown, alone, channels, deliveries, check, metrics, printed, hog.Output, await hog.Get("api/v1/status"), await hog.Get("api/v1/alerts/channels"));
        foreach (string file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith("secret", StringComparison.Ordinal) && Path.GetFileName(file) != "lock"))
            all += await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_adds_changes_and_takes_away()
    {
        await using WebhookStandIn service = new(Secret);
        string configuration = Configure(service);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(configuration, options: new() { Folder = _folder.Path });

        hog.Configure(configuration.Replace("[channel:hook]", "[channel:other]", StringComparison.Ordinal), TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await service.WaitFor(() => hog.Get("api/v1/alerts/channels").Result.Contains("\"other\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, (await Post(hog, "hook", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post(hog, "other", new { title = "now" })).StatusCode);
        Assert.Equal(["now"], service.Titles);
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"title\":", HttpStatusCode.BadRequest)]
    [InlineData("{\"to\":\"somebody\"}", HttpStatusCode.BadRequest)]
    public async Task What_is_no_request_is_refused(string body, HttpStatusCode status)
    {
        await using WebhookStandIn service = new(Secret);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configure(service), options: new() { Folder = _folder.Path });
        using HttpRequestMessage request = new(HttpMethod.Post, "api/v1/alerts/channels/hook/test") { Content = new StringContent(body) };

        using HttpResponseMessage answer = await hog.Send(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(service.Requests);
    }

    public void Dispose() => _folder.Dispose();

    private string Configure(WebhookStandIn service)
    {
        foreach ((string name, string text) in new[] { ("hook-secret", Secret), ("url-secret", new Uri(service.Address, $"hook/{Secret}").AbsoluteUri) })
        {
            File.WriteAllText(_folder[name], text);
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return "[channel:hook]\ntype = webhook\nurl_file = url-secret\nsecret_file = hook-secret\nallow_private = yes\nrate = 6000\n";
    }

    /// <summary>Five, or until it dies; those that are safe in the queue are added to the list.</summary>
    private static async Task QueueAsync(LogHogProcess hog, int life, List<string> acknowledged)
    {
        try
        {
            for (int i = 0; i < 5; i++)
            {
                using HttpResponseMessage answer = await Post(hog, "hook", new { title = $"{life}-{i}", queued = true });
                if (answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("queued").GetBoolean())
                    acknowledged.Add($"{life}-{i}");
            }
        }
        catch (Exception dead) when (dead is HttpRequestException or IOException)
        {
        }
    }

    private static async Task<HttpResponseMessage> Post(LogHogProcess hog, string channel, object body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"api/v1/alerts/channels/{channel}/test") { Content = JsonContent.Create(body) };
        return await hog.Send(request);
    }

    private static Task<ProgramResult> Loghog(params string[] arguments) => ExternalProgram.RunAsync(Repository.Loghog, arguments);
}
