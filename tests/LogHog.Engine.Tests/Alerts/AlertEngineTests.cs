using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Alerts;

public sealed class AlertEngineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingNotifier _notifier = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rules_find_the_same_as_it_comes_in_as_a_search_finds_in_the_files()
    {
        Random random = SeededRandom.Create();
        string[] words = ["error", "login", "Ünïcode", "back\\slash", "tab\there", "two\nlines", "10.0.0.1", "[x]", "payment", "refused", "ok", "{a=b}"];
        string[] queries =
        [
            "error", "login payment", "login or refused", "-error", "\"error login\"", "Ünïcode", "~\"pay.*ref\"", "~\"back.slash\"", "i(ERROR)", "host:web01", "app:shop error",
            "module:=web", "level:error", "{app=\"shop\"} refused", "lines", "back*", "~\"[0-9]+[.]0\"", "in(error,ok)", "contains_any(login,here)", "*",
        ];
        AlertSettings[] rules =
        [
            .. queries.Select(static (query, i) => RuleStage.Rule($"query = {query}; throttle = 1h", $"q{i}")),
            RuleStage.Rule("include = pay|ref; exclude = shop; throttle = 1h", "patterns"), RuleStage.Rule("facility = shop:web, o*; throttle = 1h", "facilities"),
        ];
        await using EngineHost host = Start(rules);

        const int Events = 3_000;
        for (int sent = 0; sent < Events; sent += 100)
        {
            await host.SendAsync([.. Enumerable.Range(0, 100).Select(_ => Frames.Message(
                random.Next(3) == 0 ? "other" : "shop", random.Next(2) == 0 ? "web" : "pay.card",
                string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => words[random.Next(words.Length)])),
                host: random.Next(2) == 0 ? "web01" : "web02", nsecs: random.Next(1_000_000_000)))]);
        }

        await host.SettledAsync(Events);
        await RecordingNotifier.WaitUntil(() => host.Engine.Alerts.Overview().Rules.First(static rule => rule.Settings.Query == "*").Matches == Events, () => "not all were looked at");
        foreach (AlertRuleView rule in host.Engine.Alerts.Overview().Rules)
        {
            RowList rows = new(1 << 20);
            LogsQuery count = LogsQuery.Parse("* | stats count() as n", 0).WithFilter(rule.Settings.Filter);
            await host.Engine.Search.RunAsync(new SearchJob(count), rows, CancellationToken.None);
            Assert.Equal(($"{rule.Settings.Name} {rule.Settings.Query}", Engine.Query.Values.Utf8.Decode(rows.Rows[0].Get("n"))), ($"{rule.Settings.Name} {rule.Settings.Query}", $"{rule.Matches}"));
        }
    }

    [Fact]
    public async Task What_fires_is_told_once_over_a_restart_and_so_is_its_end()
    {
        AlertSettings rule = RuleStage.Rule("query = boom; kind = threshold; more_than = 1; within = 1h; channels = phone");
        await using (EngineHost host = Start([rule]))
        {
            await SendAsync(host, "boom", "boom");
            await _notifier.WaitFor(1);
            Assert.Equal(1, host.Engine.Alerts.Acknowledge("r", null, "ana", "looking"));
            Assert.NotNull(host.Engine.Alerts.AddSilence("r", [new("host", "x")], TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), "ana", ""));
        }

        // Shorter than before: what is still in its window is over soon.
        AlertSettings shorter = RuleStage.Rule("query = boom; kind = threshold; more_than = 1; within = 1h; resolve_after = 1s; channels = phone");
        await using EngineHost again = Start([shorter]);
        AlertOverview overview = again.Engine.Alerts.Overview();
        Assert.Equal("ana", overview.Rules[0].Firing[0].Acknowledged!.By);
        Assert.Single(overview.Silences);
        await SendAsync(again, "boom");
        await RecordingNotifier.WaitUntil(() => again.Engine.Alerts.Overview().Rules[0].Matches == 3, () => "it did not look");

        Assert.Single(_notifier.Told);
        Assert.Equal([AlertHistoryKind.Silenced, AlertHistoryKind.Acknowledged, AlertHistoryKind.Fired], again.Engine.Alerts.History(10).Select(static entry => entry.Kind));
    }

    [Fact]
    public async Task A_rule_that_is_too_slow_is_cut_off_and_the_others_and_the_stream_are_not()
    {
        AlertSettings slow = RuleStage.Rule("""query = ~"([a-z]+[0-9]*)+[xyz]$" ~"[a-m]+ [n-z]+$"; channels = phone""", "slow");
        AlertSettings quick = RuleStage.Rule("query = needle; channels = phone", "quick");
        await using EngineHost host = Start([slow, quick], static settings => settings with { Limits = settings.Limits with { AlertCpu = TimeSpan.FromMilliseconds(3) } });

        long sent = 0;
        string body = string.Concat(Enumerable.Repeat("some words 17 and more of them, ", 20)) + "the end";
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!host.Engine.Alerts.Overview().Rules.First(static rule => rule.Settings.Name == "slow").IsCutOff)
        {
            Assert.False(limit.IsCancellationRequested, "it was never cut off");
            await host.SendAsync([.. Enumerable.Range(0, 200).Select(_ => Frames.Message("shop", "", body))]);
            sent += 200;
        }

        await SendAsync(host, "needle");
        await host.SettledAsync(sent + 1);
        await _notifier.WaitFor(2);
        Assert.Equal(["The alert rule slow is too slow and was cut off", "quick: needle"], _notifier.Titles);
        Assert.Equal(sent + 1, host.Input("loghog_tcp").Stored);
        Assert.Contains(host.Engine.Snapshot().Metrics, static metric => metric is { Name: "loghog_alert_cut_off", Labels: "rule=\"slow\"", Value: 1 });

        host.Engine.Reload(WithRules(EngineHost.Settings(_folder.Path), [slow, quick]), [EngineHost.Facility("*")]);
        Assert.DoesNotContain(host.Engine.Alerts.Overview().Rules, static rule => rule.IsCutOff);
    }

    [Fact]
    public async Task A_channel_that_hangs_holds_up_no_event_and_what_came_too_fast_is_counted()
    {
        using ManualResetEventSlim hangs = new();
        _notifier.Before = _ => hangs.Wait(TimeSpan.FromSeconds(60));
        await using EngineHost host = Start([RuleStage.Rule("query = boom; channels = phone")]);
        await SendAsync(host, "boom");

        // More than may wait for the rules.
        string body = new('x', 60_000);
        for (int sent = 0; sent < 800; sent += 100)
            await host.SendAsync([.. Enumerable.Range(0, 100).Select(_ => Frames.Message("shop", "", body))]);
        await host.SettledAsync(801);
        Assert.Equal(801, host.Input("loghog_tcp").Stored);

        hangs.Set();
        await _notifier.WaitFor(1);
        await RecordingNotifier.WaitUntil(() => host.Engine.Alerts.Overview().EventsUnseen > 0, () => "nothing was counted");
    }

    [Fact]
    public async Task A_channel_that_refuses_is_asked_again_and_one_that_is_not_there_holds_nobody_up()
    {
        int refusals = 0;
        _notifier.Before = _ =>
        {
            if (refusals++ < 2)
                throw new IOException("the disk is full");
        };
        await using EngineHost host = Start([RuleStage.Rule("query = boom; channels = gone, phone")]);
        await SendAsync(host, "boom");
        await _notifier.WaitFor(1);
        Assert.Equal(3, refusals);
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_people_are_told_nevertheless()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "work"));
        File.WriteAllText(Path.Combine(_folder.Path, "work", "alerts"), "in the way");
        await using EngineHost host = Start([RuleStage.Rule("query = boom; channels = phone")]);
        await SendAsync(host, "boom");
        await _notifier.WaitFor(1);
        Assert.Contains(host.Engine.Snapshot().Metrics, static metric => metric is { Name: "loghog_alert_state_failures_total", Value: > 0 });
    }

    [Fact]
    public async Task A_damaged_state_is_put_aside_and_the_rules_begin_anew()
    {
        string folder = Path.Combine(_folder.Path, "work", "alerts");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "state.json"), "{\"rules\":[{");
        await using EngineHost host = Start([RuleStage.Rule("query = boom; channels = phone")]);
        await SendAsync(host, "boom");
        await _notifier.WaitFor(1);
        Assert.True(File.Exists(Path.Combine(folder, "state.json.bad")));
    }

    [Fact]
    public async Task Rules_of_the_api_are_kept_and_those_of_the_configuration_are_not_touched()
    {
        Dictionary<string, string> keys = new() { ["query"] = "boom", ["channels"] = "phone" };
        await using (EngineHost host = Start([RuleStage.Rule("query = x", "written") with { IsFromApi = false }]))
        {
            Assert.Equal(AlertChange.Added, host.Engine.Alerts.AddRule("made", keys, out _));
            Assert.Equal(AlertChange.Replaced, host.Engine.Alerts.AddRule("made", keys, out _));
            Assert.Equal(AlertChange.OfConfiguration, host.Engine.Alerts.AddRule("written", keys, out _));
            Assert.Equal(AlertChange.OfConfiguration, host.Engine.Alerts.RemoveRule("written"));
            Assert.Equal(AlertChange.NotThere, host.Engine.Alerts.RemoveRule("nothing"));
            Assert.Equal(AlertChange.Bad, host.Engine.Alerts.AddRule("made", new Dictionary<string, string> { ["channels"] = "nobody" }, out IReadOnlyList<ConfigurationProblem> errors));
            Assert.Contains("there is no [channel:nobody]", Assert.Single(errors).Message, StringComparison.Ordinal);
            await SendAsync(host, "boom");
            await _notifier.WaitFor(1);
        }

        string file = Path.Combine(_folder.Path, "work", "alerts", "rules.d", "made.conf");
        Assert.Contains("[alert:made]\nchannels = phone\nquery = boom\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private static ServerSettings WithRules(ServerSettings settings, IReadOnlyList<AlertSettings> rules) => settings with { Alerts = rules };

    private static Task SendAsync(EngineHost host, params string[] bodies) => host.SendAsync([.. bodies.Select(static body => Frames.Message("shop", "", body))]);

    private EngineHost Start(IReadOnlyList<AlertSettings> rules, Func<ServerSettings, ServerSettings>? change = null) => EngineHost.Start(
        [EngineHost.Facility("*")], _folder.Path, settings => (change ?? (static same => same))(WithRules(settings, rules)), notifier: _notifier);
}
