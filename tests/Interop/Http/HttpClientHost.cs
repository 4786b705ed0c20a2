using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Http;

/// <summary>A loghogd with an address for every protocol over HTTP, and what it has stored.</summary>
internal static class HttpClientHost
{
    private const string Inputs = """
        [input:otlp]
        http = 127.0.0.1:0
        grpc = 127.0.0.1:0
        [input:elastic]
        http = 127.0.0.1:0
        [input:seq]
        http = 127.0.0.1:0
        [input:loki]
        http = 127.0.0.1:0
        [input:splunk]
        http = 127.0.0.1:0
        [input:journald]
        http = 127.0.0.1:0

        """;

    public static Task<LogHogProcess> StartAsync(string more = "") => LogHogProcess.StartAsync(Inputs + more, "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n");

    public static Uri Address(this LogHogProcess hog, string kind, string path = "/") => new($"http://127.0.0.1:{hog.Port(kind)}{path}");

    /// <summary>The events of an application, as soon as so many are stored.</summary>
    public static async Task<JsonElement[]> EventsAsync(this LogHogProcess hog, string app, int stored)
    {
        await hog.StoredAsync(stored);
        return [.. hog.Lines(Path.Combine(app, "root.log")).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    public static string Text(this JsonElement logEvent, string member) =>
        logEvent.TryGetProperty(member, out JsonElement value) ? value.ToString() : "";
}
