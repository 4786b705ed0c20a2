using System.Globalization;
using System.Text.Json;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>How bad Zabbix finds a problem, in its own order.</summary>
public enum ZabbixSeverity
{
    NotClassified,
    Information,
    Warning,
    Average,
    High,
    Disaster,
}

/// <summary>A problem that goes on.</summary>
/// <param name="Host">Its trigger's hosts, with commas between them.</param>
/// <param name="Name">What is wrong.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Since">When it began.</param>
/// <param name="IsAcknowledged">Somebody knows.</param>
public sealed record ZabbixProblem(string Host, string Name, ZabbixSeverity Severity, DateTimeOffset Since, bool IsAcknowledged);

/// <summary>The problems that go on.</summary>
/// <param name="Newest">Newest first, at most as many as were asked for.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsMore">There are more than <paramref name="Count"/>: they were too many to be counted one by one.</param>
public sealed record ZabbixProblems(IReadOnlyList<ZabbixProblem> Newest, int Count, bool IsMore);

/// <summary>How much Zabbix watches.</summary>
/// <param name="HostsEnabled">Hosts that are monitored.</param>
/// <param name="HostsDisabled">Hosts that are not.</param>
/// <param name="ItemsEnabled">Items that are switched on, on hosts that are monitored, and work.</param>
/// <param name="ItemsUnsupported">Those that do not work.</param>
/// <param name="ItemsDisabled">All other items of hosts; those of templates do not count anywhere.</param>
/// <param name="TriggersEnabled">Triggers that are evaluated.</param>
/// <param name="TriggersDisabled">All other triggers of hosts.</param>
/// <param name="TriggersProblem">Of those that are enabled: in state problem.</param>
public sealed record ZabbixNumbers(
    long HostsEnabled, long HostsDisabled, long ItemsEnabled, long ItemsUnsupported, long ItemsDisabled,
    long TriggersEnabled, long TriggersDisabled, long TriggersProblem);

/// <summary>Asks a Zabbix what is wrong and how much it watches, by its JSON-RPC API; 5.0 to 7.</summary>
public sealed class ZabbixClient : IDisposable
{
    // More than anybody reads in a chat; what is beyond is told as "more than".
    private const int ProblemsMax = 1_000;

    private readonly ZabbixSession _session;

    /// <exception cref="ZabbixException">The roots of its certificate cannot be read.</exception>
    public ZabbixClient(ZabbixSettings settings) => _session = new ZabbixSession(settings);

    /// <summary>The problems of triggers that are monitored; one that only follows from another does not count, as on Zabbix's own page.</summary>
    /// <exception cref="ZabbixException">There is no answer.</exception>
    public async Task<ZabbixProblems> ProblemsAsync(int newest, CancellationToken cancellation)
    {
        JsonElement problems = await _session.CallAsync("problem.get", static json =>
        {
            json.WriteStartObject();
            Texts(json, "output", "eventid", "objectid", "clock", "name", "severity", "acknowledged");
            json.WriteNumber("source", 0); // triggers, not discovery
            json.WriteNumber("object", 0);
            json.WriteBoolean("suppressed", false); // a host in maintenance is not news
            Texts(json, "sortfield", "eventid");
            json.WriteString("sortorder", "DESC");
            json.WriteNumber("limit", ProblemsMax + 1);
            json.WriteEndObject();
        }, cancellation);
        JsonElement[] all = Items(problems, "problem.get");
        bool isMore = all.Length > ProblemsMax;
        Dictionary<string, string> hosts = await HostsAsync(all.Select(static one => ZabbixAnswer.Text(one, "objectid")).Distinct(StringComparer.Ordinal), cancellation);
        List<ZabbixProblem> active =
        [
            .. all.Take(ProblemsMax)
                .Where(one => hosts.ContainsKey(ZabbixAnswer.Text(one, "objectid")))
                .OrderByDescending(static one => Number(ZabbixAnswer.Text(one, "clock")))
                .ThenByDescending(static one => Number(ZabbixAnswer.Text(one, "eventid")))
                .Select(one => Problem(one, hosts[ZabbixAnswer.Text(one, "objectid")])),
        ];
        return new ZabbixProblems([.. active.Take(newest)], active.Count, isMore);
    }

    /// <exception cref="ZabbixException">There is no answer.</exception>
    public async Task<ZabbixNumbers> NumbersAsync(CancellationToken cancellation)
    {
        long hosts = await CountAsync("host.get", static _ => { }, cancellation);
        long hostsEnabled = await CountAsync("host.get", static json => Filter(json, "status", 0), cancellation);
        long items = await CountAsync("item.get", static json => json.WriteBoolean("templated", false), cancellation);
        long working = await CountAsync("item.get", static json => Monitored(json, "state", 0), cancellation);
        long unsupported = await CountAsync("item.get", static json => Monitored(json, "state", 1), cancellation);
        long triggers = await CountAsync("trigger.get", static json => json.WriteBoolean("templated", false), cancellation);
        long evaluated = await CountAsync("trigger.get", static json => json.WriteBoolean("monitored", true), cancellation);
        long problem = await CountAsync("trigger.get", static json => Monitored(json, "value", 1), cancellation);
        // Asked one after the other: what changes meanwhile must not make a number negative.
        return new ZabbixNumbers(
            hostsEnabled, Math.Max(0, hosts - hostsEnabled), working, unsupported, Math.Max(0, items - working - unsupported),
            evaluated, Math.Max(0, triggers - evaluated), problem);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Trigger → its hosts; only triggers that are monitored and whose cause is not another one.</summary>
    private async Task<Dictionary<string, string>> HostsAsync(IEnumerable<string> triggers, CancellationToken cancellation)
    {
        string[] ids = [.. triggers.Where(static id => id.Length > 0)];
        if (ids.Length == 0)
            return [];
        JsonElement answer = await _session.CallAsync("trigger.get", json =>
        {
            json.WriteStartObject();
            Texts(json, "triggerids", ids);
            Texts(json, "output", "triggerid");
            Texts(json, "selectHosts", "name");
            json.WriteBoolean("monitored", true);
            json.WriteBoolean("skipDependent", true);
            json.WriteEndObject();
        }, cancellation);
        Dictionary<string, string> hosts = new(StringComparer.Ordinal);
        foreach (JsonElement trigger in Items(answer, "trigger.get"))
            hosts[ZabbixAnswer.Text(trigger, "triggerid")] = Hosts(trigger);
        return hosts;
    }

    private async Task<long> CountAsync(string method, Action<Utf8JsonWriter> members, CancellationToken cancellation)
    {
        JsonElement answer = await _session.CallAsync(method, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("countOutput", true);
            members(json);
            json.WriteEndObject();
        }, cancellation);
        string text = answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.ValueKind == JsonValueKind.Number ? answer.GetRawText() : "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : throw new ZabbixException(ZabbixFailureKind.BadAnswer, $"Zabbix answers {method} with countOutput by something that is no number");
    }

    private static ZabbixProblem Problem(JsonElement one, string host) => new(
        host,
        ZabbixAnswer.Text(one, "name"),
        (ZabbixSeverity)Math.Clamp(Number(ZabbixAnswer.Text(one, "severity")), 0, (long)ZabbixSeverity.Disaster),
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(Number(ZabbixAnswer.Text(one, "clock")), 0, uint.MaxValue)),
        ZabbixAnswer.Text(one, "acknowledged") == "1");

    private static string Hosts(JsonElement trigger) => trigger.TryGetProperty("hosts", out JsonElement hosts) && hosts.ValueKind == JsonValueKind.Array
        ? string.Join(", ", hosts.EnumerateArray().Select(static host => ZabbixAnswer.Text(host, "name")))
        : "";

    private static JsonElement[] Items(JsonElement answer, string method) => answer.ValueKind == JsonValueKind.Array
        ? [.. answer.EnumerateArray()]
        : throw new ZabbixException(ZabbixFailureKind.BadAnswer, $"Zabbix answers {method} with something that is no list");

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static void Monitored(Utf8JsonWriter json, string name, int value)
    {
        json.WriteBoolean("monitored", true);
        Filter(json, name, value);
    }

    private static void Filter(Utf8JsonWriter json, string name, int value)
    {
        json.WriteStartObject("filter");
        json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, params IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
