using System.Net;
using System.Text;
using System.Text.Json;
using LogHog.Server.Tests.Http.Select;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Server.Tests.Alerts;

/// <summary>The real daemon, the real command line, a service that checks what it gets.</summary>
public sealed class AlertsEndToEndTests : IAsyncDisposable
{
    private readonly WebhookStandIn _hook = new();
    private readonly TempFolder _secrets = new();

    public ValueTask DisposeAsync()
    {
        _secrets.Dispose();
        return _hook.DisposeAsync();
    }

    [Fact]
    public async Task From_a_line_to_the_service_and_to_its_end_with_the_command_line_beside_it()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration("""
            [alert:logins]
            query = "Failed password"
            exclude = scanner
            kind = threshold
            more_than = 2
            within = 2s
            resolve_after = 1s
            group_by = host
            title = {count} failed logins on {host}
            severity = error
            channels = hook
            """));
        await SendAsync(hog, 3, "Failed password for bob");
        await SendAsync(hog, 9, "Failed password of the scanner");

        await _hook.WaitFor(() => _hook.Taken.Count >= 1);
        Assert.Equal("3 failed logins on web1", _hook.Titles[0]);
        Assert.Equal("error", _hook.Taken[0].GetProperty("severity").GetString());
        ProgramResult list = await AlertAsync(hog, "list");
        await _hook.WaitFor(() => _hook.Taken.Count >= 2);
        Assert.Equal(["firing", "resolved"], _hook.Taken.Select(static one => one.GetProperty("kind").GetString()));
        Assert.Empty(_hook.Complaints);
        Assert.Matches("logins +threshold +(firing|ok) +3 ", list.Output);

        ProgramResult history = await AlertAsync(hog, "history", "logins");
        Assert.Matches(@"fired +logins +host=web1: 3 failed logins on web1 \(3 events\)\n.*resolved ", history.Output);
        ProgramResult status = await RunAsync(hog, "status");
        Assert.Contains("alerts: 1 rules, 0 firing", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_made_tried_silenced_acknowledged_and_taken_away_on_the_command_line()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration(""));
        await SendAsync(hog, 4, "boom");
        await hog.Settled();

        // Tried before it is there, on the server and in the folder.
        string[] keys = ["query=boom", "kind=threshold", "more_than=2", "within=1h", "group_by=host", "channels=hook"];
        ProgramResult tried = await AlertAsync(hog, ["test", "new", .. keys, "--since", "1h"]);
        Assert.Equal(0, tried.ExitCode);
        Assert.Contains("firing    new: more than 2 in 1h (host=web1) (3 events)", tried.Output, StringComparison.Ordinal);
        Assert.Contains("4 events found, 1 notifications", tried.Errors, StringComparison.Ordinal);
        ProgramResult inFolder = await AlertAsync(hog, ["test", "new", .. keys, "--since", "1h", "--dir", hog.LogDir]);
        Assert.Equal(tried.Output, inFolder.Output);

        Assert.Equal("new: added\n", (await AlertAsync(hog, ["add", "new", .. keys])).Output);
        ProgramResult wrong = await AlertAsync(hog, "add", "other", "query=(x", "channels=nobody");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("query: at character 3", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no [channel:nobody]", wrong.Errors, StringComparison.Ordinal);

        Assert.Equal(1, (await AlertAsync(hog, "ack", "new")).ExitCode);
        Assert.Equal(0, (await AlertAsync(hog, "silence", "new", "--label", "host=web2", "--for", "1h", "--comment", "planned")).ExitCode);
        await SendAsync(hog, 3, "boom");
        await SendAsync(hog, 3, "boom", host: "web2");
        await _hook.WaitFor(() => _hook.Taken.Count >= 1);
        Assert.Equal("acknowledged: 1\n", (await AlertAsync(hog, "ack", "new", "--label", "host=web1", "--comment", "looking")).Output);
        ProgramResult list = await AlertAsync(hog, "list");
        Assert.Equal(1, list.ExitCode);
        Assert.Matches("host=web1: .*acknowledged by local: looking", list.Output);
        Assert.Matches("host=web2: .*, not told", list.Output);
        string id = list.Output.Split("silence ")[1].Split(' ')[0];
        Assert.Equal(0, (await AlertAsync(hog, "silence", "--end", id)).ExitCode);
        await _hook.WaitFor(() => _hook.Taken.Count >= 2);

        Assert.Equal(0, (await AlertAsync(hog, "remove", "new")).ExitCode);
        Assert.Equal(1, (await AlertAsync(hog, "remove", "new")).ExitCode);
        Assert.Equal(2, (await AlertAsync(hog, "silence", "new")).ExitCode);
    }

    [Fact]
    public async Task A_reload_brings_rules_and_channels_and_what_fires_goes_on()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("");
        const string Rule = "[alert:r]\nquery = boom\nkind = threshold\nmore_than = 1\nwithin = 1h\nchannels = hook\n";
        hog.Configure(TestHttp(hog) + Configuration(Rule), TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await hog.WaitForOutput("The new configuration is in force");
        await SendAsync(hog, 2, "boom");
        await _hook.WaitFor(() => _hook.Taken.Count >= 1);

        hog.Configure(TestHttp(hog) + Configuration(Rule + "severity = critical\n[alert:other]\nquery = other\nchannels = hook\n"), TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await hog.WaitForOutput("2 alert rules are in force");
        await SendAsync(hog, 2, "boom");
        await SendAsync(hog, 1, "other");
        await _hook.WaitFor(() => _hook.Taken.Count >= 2);

        Assert.Equal(["r: more than 1 in 1h", "r: more than 1 in 1h", "other: other"], _hook.Titles.Prepend(_hook.Titles[0]));
    }

    /// <summary>Each life dies at another step, and mends what the one before left behind.</summary>
    [Fact]
    public async Task A_kill_at_any_step_tells_each_event_once()
    {
        // Of all lives fewer than a rule tells one by one.
        const int EventsOfALife = 4;
        string[] points = ["alerts.journal", "alerts.journal.done", "alerts.enqueue", "alerts.enqueue.done", "alerts.snapshot", "alerts.snapshot.done"];
        using TempFolder folder = new();
        string configuration = Configuration("[alert:every]\nquery = event\nchannels = hook\n");
        int next = 1;
        foreach (string point in points)
        {
            await using LogHogProcess? hog = await LogHogProcess.StartToDieAsync(configuration, $"{point}=kill@2", folder);
            if (hog is null)
                continue;
            for (int end = next + EventsOfALife; next < end && await TrySendAsync(hog, next);)
                next++;
            // The start writes the first snapshot, the end the second.
            if (point.Contains("snapshot", StringComparison.Ordinal))
                hog.Signal(ProcessSignal.Terminate);
            Assert.True(await hog.WaitForExit() != 0, $"{point} was not come to");
        }

        await using (LogHogProcess last = await LogHogProcess.StartAsync(configuration, options: new() { Folder = folder.Path }))
        {
            Assert.True(await TrySendAsync(last, next));
            await _hook.WaitFor(() => _hook.Titles.Distinct(StringComparer.Ordinal).Count() >= next);
            await last.StopAsync();
        }

        Assert.Equal(Enumerable.Range(1, next).Select(static number => $"every: event {number:d3}"), _hook.Titles.Order(StringComparer.Ordinal));
        Assert.Empty(_hook.Complaints);
    }

    [Fact]
    public async Task To_change_something_a_token_needs_admin_and_all_applications()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[auth]\nanonymous_query = no\n[alert:r]\nquery = boom\n");
        string reader = await TokenAsync(hog, "reader", "query", "*"), some = await TokenAsync(hog, "some", "query,admin", "shop"), admin = await TokenAsync(hog, "admin", "query,admin", "*");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hog, HttpMethod.Get, "api/v1/alerts", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hog, HttpMethod.Get, "api/v1/alerts", reader));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hog, HttpMethod.Get, "api/v1/alerts", some));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/x", reader, """{"query":"a"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/x", some, """{"query":"a"}"""));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/x", admin, """{"query":"a","include":["b","c"],"enabled":false}"""));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/r", admin, """{"query":"a"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/x", admin, """{"query":{"a":1}}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(hog, HttpMethod.Put, "api/v1/alerts/rules/x", admin, "[1]"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(hog, HttpMethod.Post, "api/v1/alerts/silences", admin, """{"rule":"r"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(hog, HttpMethod.Post, "api/v1/alerts/silences", admin, """{"rule":"r","for":"900d"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(hog, HttpMethod.Post, "api/v1/alerts/silences", admin, """{"rule":"nothing","for":"1h"}"""));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(hog, HttpMethod.Post, "api/v1/alerts/silences", admin, """{"for":"1h"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(hog, HttpMethod.Delete, "api/v1/alerts/rules/nothing", admin));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(hog, HttpMethod.Delete, "api/v1/alerts/rules/x", admin));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(hog, HttpMethod.Get, "api/v1/alerts/history?limit=0", reader));
    }

    /// <summary>The HTTP port that it has, so that a reload does not ask for another.</summary>
    private static string TestHttp(LogHogProcess hog) => $"[server]\nlisten_ipv4 = 127.0.0.1:{hog.TcpPort}\n[http]\nlisten = 127.0.0.1:{hog.HttpPort}\n";

    private static Task<ProgramResult> AlertAsync(LogHogProcess hog, params string[] arguments) => RunAsync(hog, ["alert", .. arguments]);

    private static Task<ProgramResult> RunAsync(LogHogProcess hog, params string[] arguments) =>
        ExternalProgram.RunAsync("env", [$"LOGHOG_HTTP=127.0.0.1:{hog.HttpPort}", "TZ=UTC", Repository.Loghog, .. arguments]);

    private static async Task SendAsync(LogHogProcess hog, int count, string message, string host = "web1")
    {
        string line = JsonSerializer.Serialize(new Dictionary<string, string> { ["app"] = "shop", ["host"] = host, ["level"] = "info", ["_msg"] = message }) + "\n";
        using var request = new HttpRequestMessage(HttpMethod.Post, "insert/jsonline") { Content = new StringContent(string.Concat(Enumerable.Repeat(line, count))) };
        using HttpResponseMessage answer = await hog.Send(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Exactly once, whatever becomes of the server.</summary>
    private static async Task<bool> TrySendAsync(LogHogProcess hog, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "insert/jsonline")
        {
            Content = new StringContent($$"""{"app":"shop","_msg":"event {{number:d3}}"}""" + "\n"),
            Headers = { { "X-LogHog-Client", "test" }, { "X-LogHog-Sequence", $"{number}" } },
        };
        try
        {
            using HttpResponseMessage answer = await hog.Send(request);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(LogHogProcess hog, HttpMethod method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage answer = await hog.Send(request);
        return answer.StatusCode;
    }

    private static async Task<string> TokenAsync(LogHogProcess hog, string name, string can, string apps)
    {
        ProgramResult added = await ExternalProgram.RunAsync(
            Repository.Loghog, "token", "add", name, "--apps", apps, "--can", can, "--config", Path.Combine(hog.Folder, "loghogd.conf"));
        Assert.True(added.ExitCode == 0, added.ToString());
        return added.Output.Trim();
    }

    private string Configuration(string rules)
    {
        string url = _secrets["url"];
        File.WriteAllText(url, _hook.Address.ToString());
        File.SetUnixFileMode(url, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return $"[channel:hook]\ntype = webhook\nurl_file = {url}\nallow_private = yes\nrate = 6000\n{rules}\n";
    }
}
