using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Cli.Status;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Alerting;

/// <summary>A running loghogd, asked under <c>/api/v1/alerts</c>.</summary>
internal sealed class AlertServer : IDisposable
{
    // A test of a rule against the past is a search, which has a limit of its own.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _address;
    private readonly HttpClient _http;

    private AlertServer(string address, DaemonTrust trust)
    {
        _address = address;
        try
        {
            _http = DaemonAddress.Connect(Limit, trust);
        }
        catch (CertificateFileException failure)
        {
            throw new TargetException(failure.Message, ExitCode.Usage);
        }
    }

    /// <summary>What every command of alerts takes.</summary>
    public static AlertServerOptions Options() => new(DaemonAddress.Option(), DaemonTrust.CaOption(), DaemonTrust.CertificateOption());

    /// <summary>Runs a command; whatever comes between it and its server is told.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, AlertServerOptions options, Func<AlertServer, Task<int>> command)
    {
        try
        {
            using AlertServer server = new(parsed.GetValue(options.Http)!, new DaemonTrust(parsed.GetValue(options.CaFile), parsed.GetValue(options.Certificate)));
            return await command(server);
        }
        catch (TargetException failure)
        {
            await Console.Error.WriteLineAsync($"loghog: {failure.Message}");
            return failure.ExitCode;
        }
    }

    public async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type)
        where T : class
    {
        using HttpResponseMessage answer = await SendAsync(method, path, body);
        try
        {
            return await answer.Content.ReadFromJsonAsync(type) ?? throw new TargetException($"{_address}: an empty answer", ExitCode.Unreachable);
        }
        catch (JsonException)
        {
            throw new TargetException($"{_address}: an answer that is not loghogd's", ExitCode.Unreachable);
        }
    }

    /// <returns>A good one.</returns>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body)
    {
        Uri url = DaemonAddress.Url(_address, "api/v1/alerts" + path)
            ?? throw new TargetException($"--http {TerminalText.Safe(_address)}: no address; write HOST:PORT", ExitCode.Usage);
        try
        {
            using var request = new HttpRequestMessage(method, url) { Content = body };
            HttpResponseMessage answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw await RefusalAsync(answer);
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException)
        {
            throw new TargetException($"{_address}: {TerminalText.Safe((cause.InnerException ?? cause).Message)}", ExitCode.Unreachable);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TargetException> RefusalAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        string reason = text.Trim();
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out JsonElement detail))
                reason = detail.ToString();
        }
        catch (JsonException)
        {
            // Of another server; its text says what it has to say.
        }

        reason = string.Join("\nloghog: ", reason.Split('\n').Select(TerminalText.Safe));
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new TargetException(
                $"{_address}: not allowed: {reason}; a token with 'query' or 'admin' goes into the variable {DaemonAddress.TokenVariable} (loghog token add)", ExitCode.NotAllowed),
            HttpStatusCode.BadRequest => new TargetException(reason, ExitCode.Usage),
            HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => new TargetException(
                reason.Length == 0 ? $"{_address}: this server has no alerts" : reason, ExitCode.Trouble),
            _ => new TargetException($"{_address}: {(int)answer.StatusCode} {reason}", ExitCode.Unreachable),
        };
    }
}

/// <summary>Which server, and whom it is trusted by.</summary>
internal sealed record AlertServerOptions(Option<string> Http, Option<string?> CaFile, Option<string?> Certificate)
{
    public void AddTo(Command command)
    {
        command.Options.Add(Http);
        command.Options.Add(CaFile);
        command.Options.Add(Certificate);
    }
}
