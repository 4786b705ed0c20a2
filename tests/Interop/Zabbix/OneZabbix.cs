using System.Diagnostics;
using LogHog.TestKit.Zabbix;

namespace LogHog.Interop.Tests.Zabbix;

/// <summary>The tests that share one real Zabbix: it takes seconds to start.</summary>
[CollectionDefinition(Name)]
public sealed class ZabbixCollection : ICollectionFixture<OneZabbix>
{
    public const string Name = "Zabbix";
}

/// <summary>One real Zabbix for all tests of the collection, with hosts, items and triggers of every state; null where it is not installed.</summary>
public sealed class OneZabbix : IAsyncLifetime
{
    public const string Host = "web01";
    public const string Key = "orders";
    public const string Trigger = "Too many orders on web01";

    /// <summary>Where alerts come as values, as docs/channels.md tells an administrator to make it.</summary>
    public const string AlertHost = "loghog";
    public const string AlertKey = "loghog.alert";

    private ZabbixServer? _server;

    /// <summary>Skips the test where there is none.</summary>
    public ZabbixServer Server
    {
        get
        {
            Assert.SkipUnless(ZabbixServer.Missing is null, $"{ZabbixServer.Missing} is not installed (./test installs it as root)");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (ZabbixServer.Missing is not null)
            return;
        _server = await ZabbixServer.StartAsync();
        try
        {
            await FillAsync(_server.Api);
            await ZabbixSender.SendAsync(_server, Host, "text", "not a number");
            await FireAsync(_server, async () => await _server.Api.CountAsync("problem.get", new { source = 0 }) > 0);
        }
        catch
        {
            await _server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>
    /// Sends values that make the trigger fire until there is what is waited for: the server takes its configuration over once a second, and a
    /// value may come when it knows the item, but not yet the trigger or the action.
    /// </summary>
    internal static async Task FireAsync(ZabbixServer server, Func<Task<bool>> isThere)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            await ZabbixSender.SendAsync(server, Host, Key, "1");
            await ZabbixSender.SendAsync(server, Host, Key, "99");
            // Long enough that a second round is rare, and its events do not meet those of the first.
            for (TimeSpan end = waiting.Elapsed + TimeSpan.FromSeconds(15); waiting.Elapsed < end; await Task.Delay(100))
            {
                if (await isThere())
                    return;
            }

            if (waiting.Elapsed > TimeSpan.FromSeconds(120))
                throw new TimeoutException($"The trigger does not fire:\n{server.Output}");
        }
    }

    private static async Task FillAsync(ZabbixApi api)
    {
        string group = await api.CreateAsync("hostgroup.create", new { name = "LogHog tests" });
        string templates = await api.CreateAsync("hostgroup.create", new { name = "LogHog templates" });
        string template = await api.CreateAsync("template.create", new { host = "LogHog template", groups = new[] { new { groupid = templates } } });
        await ItemAsync(api, template, "of.template", status: 0);
        await api.CreateAsync("trigger.create", new { description = "Of the template", expression = "last(/LogHog template/of.template)>10", priority = 1 });
        string web = await api.CreateAsync("host.create", new { host = Host, groups = new[] { new { groupid = group } }, templates = new[] { new { templateid = template } } });
        string off = await api.CreateAsync("host.create", new { host = "off01", status = 1, groups = new[] { new { groupid = group } } });
        await ItemAsync(api, web, Key, status: 0);
        await ItemAsync(api, web, "text", status: 0);
        await ItemAsync(api, web, "unused", status: 1);
        await ItemAsync(api, off, Key, status: 0);
        string loghog = await api.CreateAsync("host.create", new { host = AlertHost, groups = new[] { new { groupid = group } } });
        await api.CreateAsync("item.create", new { name = "Alerts", key_ = AlertKey, hostid = loghog, type = 2, value_type = 4 });
        await api.CreateAsync("trigger.create", new { description = "Too many orders on {HOST.NAME}", expression = $"last(/{Host}/{Key})>10", priority = 4 });
        await api.CreateAsync("trigger.create", new { description = "No orders", expression = $"last(/{Host}/{Key})=0", priority = 2 });
        await api.CreateAsync("trigger.create", new { description = "Unused", expression = $"last(/{Host}/{Key})>1000", status = 1 });
    }

    private static Task<string> ItemAsync(ZabbixApi api, string host, string key, int status) =>
        api.CreateAsync("item.create", new { name = key, key_ = key, hostid = host, type = 2, value_type = 3, status });
}
