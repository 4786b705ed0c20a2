using System.Diagnostics;
using LogHog.Engine.Bot.Zabbix;
using LogHog.Engine.Channels;
using LogHog.TestKit.Zabbix;

namespace LogHog.Interop.Tests.Zabbix;

/// <summary>Our client of Zabbix's API against the real Zabbix 6.0, whose own numbers are asked for without it.</summary>
[Collection(ZabbixCollection.Name)]
public sealed class ZabbixClientTests(OneZabbix one)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Counts_hosts_items_and_triggers_as_Zabbix_does()
    {
        ZabbixApi api = one.Server.Api;
        using ZabbixClient client = new(await WithTokenAsync());
        await ProblemAsync(client);

        ZabbixNumbers numbers = await client.NumbersAsync(CancellationToken.None);

        Assert.Equal(await api.CountAsync("host.get", new { filter = new { status = 0 } }), numbers.HostsEnabled);
        Assert.Equal(await api.CountAsync("host.get", new { filter = new { status = 1 } }), numbers.HostsDisabled);
        Assert.Equal(await api.CountAsync("item.get", new { monitored = true, filter = new { state = 0 } }), numbers.ItemsEnabled);
        Assert.Equal(await api.CountAsync("item.get", new { monitored = true, filter = new { state = 1 } }), numbers.ItemsUnsupported);
        Assert.Equal(await api.CountAsync("item.get", new { templated = false }), numbers.ItemsEnabled + numbers.ItemsUnsupported + numbers.ItemsDisabled);
        Assert.Equal(await api.CountAsync("trigger.get", new { monitored = true }), numbers.TriggersEnabled);
        Assert.Equal(await api.CountAsync("trigger.get", new { templated = false }), numbers.TriggersEnabled + numbers.TriggersDisabled);
        Assert.Equal(await api.CountAsync("trigger.get", new { monitored = true, filter = new { value = 1 } }), numbers.TriggersProblem);
        // Those of the fixture: every state is there.
        Assert.Equal((2, 1, 2, 1), (numbers.HostsEnabled, numbers.HostsDisabled, numbers.ItemsDisabled, numbers.TriggersProblem));
        Assert.Equal((3, 1, 3, 1), (numbers.ItemsEnabled, numbers.ItemsUnsupported, numbers.TriggersEnabled, numbers.TriggersDisabled));
    }

    [Fact]
    public async Task Tells_active_problems_with_host_severity_and_time()
    {
        using ZabbixClient client = new(await WithTokenAsync());

        ZabbixProblems problems = await ProblemAsync(client);

        Assert.Equal(await one.Server.Api.CountAsync("problem.get", new { source = 0 }), problems.Count);
        ZabbixProblem problem = Assert.Single(problems.Newest);
        Assert.Equal((OneZabbix.Host, OneZabbix.Trigger, ZabbixSeverity.High, false), (problem.Host, problem.Name, problem.Severity, problem.IsAcknowledged));
        Assert.InRange(problem.Since, TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.False(problems.IsMore);
    }

    [Fact]
    public async Task Signs_in_with_user_and_password_and_again_when_the_session_is_over()
    {
        ZabbixSettings settings = new() { Url = one.Server.Url, User = ZabbixApi.User, Password = new Secret(ZabbixApi.Password) };
        using ZabbixClient client = new(settings);
        ZabbixNumbers before = await client.NumbersAsync(CancellationToken.None);
        await one.Server.EndSessionsAsync();
        await one.Server.Api.LoginAsync(Limit);

        ZabbixNumbers after = await client.NumbersAsync(CancellationToken.None);

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_token_are_told_apart_from_other_failures()
    {
        using ZabbixClient wrongPassword = new(new ZabbixSettings { Url = one.Server.Url, User = "nobody", Password = new Secret("not the password") });
        using ZabbixClient wrongToken = new(new ZabbixSettings { Url = one.Server.Url, Token = new Secret(new string('a', 64)) });
        using ZabbixClient notZabbix = new(new ZabbixSettings { Url = new Uri(one.Server.Url, "conf/"), Token = new Secret(new string('a', 64)) });

        ZabbixException password = await Assert.ThrowsAsync<ZabbixException>(() => wrongPassword.NumbersAsync(CancellationToken.None));
        ZabbixException token = await Assert.ThrowsAsync<ZabbixException>(() => wrongToken.NumbersAsync(CancellationToken.None));
        ZabbixException nothing = await Assert.ThrowsAsync<ZabbixException>(() => notZabbix.NumbersAsync(CancellationToken.None));

        Assert.Equal((ZabbixFailureKind.NotAllowed, ZabbixFailureKind.NotAllowed), (password.Kind, token.Kind));
        Assert.Equal(ZabbixFailureKind.BadAnswer, nothing.Kind);
        Assert.DoesNotContain("not the password", password.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("aaaa", token.Message, StringComparison.Ordinal);
    }

    private async Task<ZabbixSettings> WithTokenAsync() => new() { Url = one.Server.Url, Token = new Secret(await one.Server.Api.TokenAsync()) };

    /// <summary>The trigger fires some moments after the value has come.</summary>
    private static async Task<ZabbixProblems> ProblemAsync(ZabbixClient client)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            ZabbixProblems problems = await client.ProblemsAsync(10, CancellationToken.None);
            ZabbixNumbers numbers = await client.NumbersAsync(CancellationToken.None);
            if ((problems.Count > 0 && numbers is { TriggersProblem: > 0, ItemsUnsupported: > 0 }) || waiting.Elapsed > Limit)
                return problems;
            await Task.Delay(100);
        }
    }
}
