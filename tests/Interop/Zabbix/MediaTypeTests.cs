using LogHog.Interop.Tests.Bot;
using LogHog.TestKit;
using LogHog.TestKit.Channels;
using LogHog.TestKit.Zabbix;

namespace LogHog.Interop.Tests.Zabbix;

/// <summary>
/// The whole way, with a real Zabbix 6.0: a value comes, its trigger fires, an action uses our media type, which loghogd relays to Webex; and
/// somebody asks back from there.
/// </summary>
[Collection(ZabbixCollection.Name)]
public sealed class MediaTypeTests(OneZabbix one)
{
    [Fact]
    public async Task A_problem_of_Zabbix_reaches_Webex_by_our_media_type_and_can_be_asked_for_from_there()
    {
        ZabbixApi api = one.Server.Api;
        await using BotHost bot = await BotHost.StartAsync($"""
            zabbix_url = {one.Server.Url}
            zabbix_token = {await api.TokenAsync()}
            """);
        await ImportAsync(api, bot);

        await OneZabbix.FireAsync(one.Server, () => Task.FromResult(Find(bot) is not null));

        WebexTaken alert = Find(bot)!;
        Assert.Equal(bot.Room, alert.To);
        Assert.Contains($"Host: {OneZabbix.Host}", alert.Text, StringComparison.Ordinal);
        Assert.Contains("Severity: High", alert.Text, StringComparison.Ordinal);
        string issues = (await bot.AskAsync("show issues")).Text;
        Assert.Contains($"Active problems: {await api.CountAsync("problem.get", new { source = 0 })}", issues, StringComparison.Ordinal);
        Assert.Contains($"{OneZabbix.Host}: {OneZabbix.Trigger} (high, for ", issues, StringComparison.Ordinal);
        await AssertStatusAsync(api, await bot.AskAsync("Show Status"));
        Assert.Empty(bot.Webex.Complaints);
    }

    private static async Task AssertStatusAsync(ZabbixApi api, WebexTaken answer)
    {
        long hosts = await api.CountAsync("host.get", new { filter = new { status = 0 } });
        long items = await api.CountAsync("item.get", new { monitored = true, filter = new { state = 0 } });
        long triggers = await api.CountAsync("trigger.get", new { monitored = true });
        Assert.Contains($"Hosts: {hosts} enabled, 1 disabled", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"Items: {items} enabled, ", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"Triggers: {triggers} enabled, 1 of them in state problem, 1 disabled", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>As docs/bot.md tells an administrator to.</summary>
    private static async Task ImportAsync(ZabbixApi api, BotHost bot)
    {
        string source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "packaging", "zabbix", "loghog-media-type.yaml"));
        await api.CallAsync("configuration.import", new { format = "yaml", source, rules = new { mediaTypes = new { createMissing = true, updateExisting = true } } });
        string media = (await api.CallAsync("mediatype.get", new { filter = new { name = "LogHog" }, output = new[] { "mediatypeid" } }))[0].GetProperty("mediatypeid").GetString()!;
        await api.CreateAsync("usermacro.createglobal", new { macro = "{$LOGHOG.URL}", value = bot.Hog.HttpAddress.ToString() });
        await api.CreateAsync("usermacro.createglobal", new { macro = "{$LOGHOG.TOKEN}", value = BotHost.Token, type = 1 });
        await api.CallAsync("user.update", new { userid = "1", medias = new[] { new { mediatypeid = media, sendto = bot.Room, active = 0, severity = 63, period = "1-7,00:00-24:00" } } });
        await api.CreateAsync("action.create", new
        {
            name = "Tell LogHog", eventsource = 0, status = 0, esc_period = "1m",
            operations = new[] { new { operationtype = 0, opmessage = new { default_msg = 1, mediatypeid = media }, opmessage_usr = new[] { new { userid = "1" } } } },
        });
    }

    private static WebexTaken? Find(BotHost bot) =>
        bot.Webex.Taken.FirstOrDefault(static taken => taken.Text.Contains($"Problem: {OneZabbix.Trigger}", StringComparison.Ordinal));
}
