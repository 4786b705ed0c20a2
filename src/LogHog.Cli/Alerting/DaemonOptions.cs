using System.CommandLine;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Alerting;

/// <summary>Where the daemon is and who asks, for commands that ask its API.</summary>
internal sealed class DaemonOptions
{
    private readonly Option<string> _http = DaemonAddress.Option();
    private readonly Option<string?> _caFile = DaemonTrust.CaOption();
    private readonly Option<string?> _certificate = DaemonTrust.CertificateOption();

    public void AddTo(Command command)
    {
        command.Options.Add(_http);
        command.Options.Add(_caFile);
        command.Options.Add(_certificate);
    }

    /// <summary>Asks, and gives the answer to <paramref name="show"/>; what goes wrong becomes a line and an exit code.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="method">GET, POST …</param>
    /// <param name="path">Relative, without a slash in front.</param>
    /// <param name="body">JSON; null = none.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="type">Of the answer.</param>
    /// <param name="show">Gives the exit code.</param>
    /// <param name="cancellation">Control-C.</param>
    public async Task<int> AskAsync<T>(
        ParseResult parsed, HttpMethod method, string path, byte[]? body, TimeSpan limit, JsonTypeInfo<T> type, Func<T, int> show, CancellationToken cancellation)
    {
        string address = parsed.GetValue(_http)!;
        if (DaemonAddress.Url(address, path) is not { } url)
            return Say($"{address} is not an address: write HOST:PORT", ExitCode.Usage);
        try
        {
            using HttpClient http = DaemonAddress.Connect(limit, new DaemonTrust(parsed.GetValue(_caFile), parsed.GetValue(_certificate)));
            using var request = new HttpRequestMessage(method, url);
            if (body is not null)
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
            string text = await answer.Content.ReadAsStringAsync(cancellation);
            bool isOurs = answer.Content.Headers.ContentType?.MediaType == "application/json";
            return isOurs && JsonSerializer.Deserialize(text, type) is { } found ? show(found) : Refused(address, answer.StatusCode, text);
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException or JsonException or CertificateFileException)
        {
            return Say($"{address}: {(cause is TaskCanceledException ? $"no answer within {limit.TotalSeconds} s" : (cause.InnerException ?? cause).Message)}", ExitCode.Unreachable);
        }
    }

    public static int Say(string problem, int code)
    {
        Console.Error.WriteLine($"loghog: {StatusCommand.Plain(problem)}");
        return code;
    }

    private static int Refused(string address, HttpStatusCode status, string text)
    {
        string detail = text.Trim();
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            detail = problem.RootElement.GetProperty("detail").GetString() ?? detail;
        }
        catch (Exception plain) when (plain is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // It is the text itself.
        }

        return Say($"{address}: {detail}", status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ExitCode.NotAllowed : ExitCode.Trouble);
    }
}
