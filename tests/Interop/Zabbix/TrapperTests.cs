using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Templates;
using LogHog.TestKit;
using LogHog.TestKit.Zabbix;

namespace LogHog.Interop.Tests.Zabbix;

/// <summary>Alerts as values of a trapper item of the real Zabbix 6.0, which is asked by its API what it has got.</summary>
[Collection(ZabbixCollection.Name)]
public sealed class TrapperTests(OneZabbix one)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task From_a_line_to_the_value_of_an_item_and_what_is_refused_waits_until_it_is_mended()
    {
        const string Rule = "[alert:disk]\nquery = full\nchannels = zabbix\n";
        ZabbixServer zabbix = one.Server;
        string good = $"[channel:zabbix]\ntype = zabbix\nserver = 127.0.0.1:{zabbix.TrapperPort}\nhost = {OneZabbix.AlertHost}\nrate = 6000\n{Rule}";
        await using LogHogProcess hog = await LogHogProcess.StartAsync(good.Replace("loghog\n", "loghog\nitem = loghog.other\n", StringComparison.Ordinal));
        string own = $"[server]\nlisten_ipv4 = 127.0.0.1:{hog.TcpPort}\n[http]\nlisten = 127.0.0.1:{hog.HttpPort}\n";
        string mark = Guid.NewGuid().ToString("N");
        await SendAsync(hog, $"Straße voll 😀 \"{mark}\" full");

        string failed = await WaitFor(() => hog.Get("api/v1/alerts/channels/zabbix/deliveries"), static said => said.Contains("Zabbix has not processed it", StringComparison.Ordinal));
        hog.Configure(own + good, TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        JsonElement value = await ValueAsync(mark);

        Assert.Contains("is there a host loghog with an item loghog.other of type Zabbix trapper", failed, StringComparison.Ordinal);
        Assert.StartsWith($"disk: Straße voll 😀 \"{mark}\" full\n", value.GetProperty("value").GetString(), StringComparison.Ordinal);
        string status = await WaitFor(() => hog.Get("api/v1/alerts/channels"), static said => said.Contains("\"delivered\":1", StringComparison.Ordinal));
        Assert.Contains("\"pending\":0", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", OneZabbix.AlertKey)]
    [InlineData(OneZabbix.AlertHost, "no.such.key")]
    [InlineData("off01", OneZabbix.Key)]
    public async Task An_unknown_host_key_or_one_that_is_off_is_a_failure_that_says_so(string host, string key)
    {
        ServiceException failure = await Assert.ThrowsAsync<ServiceException>(() => Send(host, key, Some()));

        Assert.Equal(ServiceFailureKind.Misconfigured, failure.Kind);
        Assert.Contains("processed: 0; failed: 1; total: 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"a host {host} with an item {key}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_notification_arrives_whole_with_the_time_that_it_has()
    {
        string mark = Guid.NewGuid().ToString("N");
        Notification large = Some() with { Title = mark, Text = new string('ü', 16_000), Lines = [.. Enumerable.Repeat(new string('x', 2_000), 10)] };
        // The server may have got the item a moment ago.
        await one.Server.Api.LoginAsync(Limit);
        await ZabbixSender.SendAsync(one.Server, OneZabbix.AlertHost, OneZabbix.AlertKey, "ready");

        string reply = await Send(OneZabbix.AlertHost, OneZabbix.AlertKey, large);
        JsonElement value = await ValueAsync(mark);

        Assert.StartsWith("processed: 1; failed: 0; total: 1", reply, StringComparison.Ordinal);
        string text = value.GetProperty("value").GetString()!;
        Assert.Contains(large.Text, text, StringComparison.Ordinal);
        Assert.Equal(10, text.Split(large.Lines[0]).Length - 1);
        Assert.Equal(large.Time.ToUnixTimeSeconds(), Number(value, "clock"));
        Assert.Equal(large.Time.Ticks % TimeSpan.TicksPerSecond * 100, Number(value, "ns"));
    }

    private static Notification Some() => new()
    {
        Id = "n-1", Kind = NotificationKind.Firing, Severity = AlertSeverity.Error, Rule = "disk", Title = "Disk full", Text = "", Time = TimeProvider.System.GetUtcNow(),
    };

    private Task<string> Send(string host, string key, Notification notification) => TestNotification.SendAsync(
        new ChannelSettings
        {
            Name = "zabbix", Type = ChannelType.Zabbix, Templates = ChannelTemplates.Default(ChannelType.Zabbix), Server = new HostPort("127.0.0.1", one.Server.TrapperPort),
            Host = host, Item = key, Timeout = Limit,
        },
        notification, recipient: null, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>What Zabbix says that it has; it writes its history once a second.</summary>
    private async Task<JsonElement> ValueAsync(string mark)
    {
        JsonElement found = default;
        await WaitFor(
            async () =>
            {
                JsonElement values = await one.Server.Api.CallAsync("history.get", new { history = 4, output = "extend", search = new { value = mark } });
                found = values.EnumerateArray().FirstOrDefault();
                return values.GetArrayLength() <= 1 ? values.ToString() : throw new InvalidOperationException($"it came twice: {values}");
            },
            _ => found.ValueKind == JsonValueKind.Object);
        return found;
    }

    private static long Number(JsonElement value, string name) => long.Parse(value.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static async Task SendAsync(LogHogProcess hog, string message)
    {
        string line = JsonSerializer.Serialize(new Dictionary<string, string> { ["app"] = "shop", ["_msg"] = message });
        using HttpRequestMessage request = new(HttpMethod.Post, "insert/jsonline") { Content = new StringContent(line + "\n") };
        using HttpResponseMessage answer = await hog.Send(request);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task<string> WaitFor(Func<Task<string>> ask, Func<string, bool> wanted)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            string said = await ask();
            if (wanted(said))
                return said;
            if (waiting.Elapsed > Limit)
                throw new TimeoutException($"It never came to that: {said}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
