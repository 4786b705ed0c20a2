using System.Net.Http.Json;
using System.Text.Json;
using LogHog.Engine.Certificates;
using LogHog.Status;

namespace LogHog.Cli.Status;

/// <summary>Asks a running daemon over its HTTP port.</summary>
internal static class DaemonClient
{
    // A healthy daemon answers in milliseconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <param name="address"><c>host:port</c> or a URL.</param>
    /// <param name="trust">For HTTPS.</param>
    /// <returns>The status, or null and the reason.</returns>
    public static async Task<(DaemonStatus? Status, string Reason)> Ask(string address, DaemonTrust trust)
    {
        if (DaemonAddress.Url(address, "api/v1/status") is not { } status)
            return (null, "not an address: write HOST:PORT");
        try
        {
            using HttpClient http = DaemonAddress.Connect(Limit, trust);
            return (await http.GetFromJsonAsync(status, StatusJson.Default.DaemonStatus), "");
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException or JsonException or NotSupportedException or CertificateFileException)
        {
            return (null, cause is TaskCanceledException ? $"no answer within {Limit.TotalSeconds} s" : (cause.InnerException ?? cause).Message);
        }
    }
}
