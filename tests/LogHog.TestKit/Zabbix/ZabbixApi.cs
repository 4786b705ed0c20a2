using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogHog.TestKit.Zabbix;

/// <summary>Zabbix's JSON-RPC API as Admin, for tests: sets it up, and gives the numbers to compare with.</summary>
public sealed class ZabbixApi(Uri endpoint) : IDisposable
{
    public const string User = "Admin";
    public const string Password = "zabbix";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private string? _session;

    /// <summary>Signs in, as soon as somebody answers.</summary>
    public async Task LoginAsync(TimeSpan limit)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                _session = null;
                _session = (await CallAsync("user.login", new { username = User, password = Password })).GetString();
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException or JsonException && waiting.Elapsed < limit)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <returns>The value of <c>result</c>.</returns>
    public async Task<JsonElement> CallAsync(string method, object parameters)
    {
        JsonObject question = new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters), ["id"] = 1 };
        if (_session is not null)
            question["auth"] = _session;
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(endpoint, question);
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.TryGetProperty("result", out JsonElement result)
            ? result
            : throw new InvalidOperationException($"{method}: {body.GetRawText()}");
    }

    /// <summary>How many there are, as Zabbix counts.</summary>
    public async Task<long> CountAsync(string method, object parameters)
    {
        JsonNode counted = JsonSerializer.SerializeToNode(parameters)!;
        counted["countOutput"] = true;
        return long.Parse((await CallAsync(method, counted)).ToString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The first id that a method of the kind <c>….create</c> gives.</summary>
    public async Task<string> CreateAsync(string method, object parameters)
    {
        JsonElement result = await CallAsync(method, parameters);
        return result.EnumerateObject().First().Value[0].ToString();
    }

    /// <summary>A new API token of Admin.</summary>
    public async Task<string> TokenAsync()
    {
        string id = await CreateAsync("token.create", new { name = Guid.NewGuid().ToString(), userid = "1" });
        JsonElement made = await CallAsync("token.generate", new[] { id });
        return made[0].GetProperty("token").GetString()!;
    }

    public void Dispose() => _http.Dispose();
}
