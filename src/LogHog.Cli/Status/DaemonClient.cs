using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LogHog.Status;

namespace LogHog.Cli.Status;

/// <summary>Asks a running daemon over its HTTP port.</summary>
internal static class DaemonClient
{
    /// <summary>The daemon's default.</summary>
    public const string DefaultAddress = "127.0.0.1:5580";

    /// <summary>Holds the token, where the daemon asks for one: a command line can be seen by everybody on the machine.</summary>
    public const string TokenVariable = "LOGHOG_TOKEN";

    // A healthy daemon answers in milliseconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <param name="address"><c>host:port</c> or a URL.</param>
    /// <returns>The status, or null and the reason.</returns>
    public static async Task<(DaemonStatus? Status, string Reason)> Ask(string address)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}";
        if (!Uri.TryCreate($"{url.TrimEnd('/')}/api/v1/status", UriKind.Absolute, out Uri? status))
            return (null, "not an address: write HOST:PORT");
        using var http = new HttpClient { Timeout = Limit };
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return (await http.GetFromJsonAsync(status, StatusJson.Default.DaemonStatus), "");
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException or JsonException or NotSupportedException)
        {
            return (null, cause is TaskCanceledException ? $"no answer within {Limit.TotalSeconds} s" : cause.Message);
        }
    }
}
