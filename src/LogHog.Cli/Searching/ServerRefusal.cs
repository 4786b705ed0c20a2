using System.Net;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Status;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Why a server gives no answer, as people are told.</summary>
internal static class ServerRefusal
{
    private const int ErrorBytesMax = 64 << 10;

    /// <param name="server">As it was given.</param>
    /// <param name="answer">Any but 200.</param>
    /// <param name="cancellation">Nobody wants the answer any more.</param>
    public static async Task<Exception> Read(string server, HttpResponseMessage answer, CancellationToken cancellation)
    {
        string text = await Text(answer, cancellation);
        int status = (int)answer.StatusCode;
        string reason = Reason(text, out int position) is { Length: > 0 } said ? said : $"{status} {answer.ReasonPhrase}";
        return answer.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new LogsQlException(reason, position),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new TargetException(
                $"{server}: not allowed: {TerminalText.Safe(reason)}; a token with 'query' goes into the variable {DaemonAddress.TokenVariable} (loghog token add)",
                ExitCode.NotAllowed),
            HttpStatusCode.NotFound => new TargetException($"{server}: this server does not answer searches ({status})", ExitCode.Unreachable),
            HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => new TargetException($"{server}: {TerminalText.Safe(reason)}", ExitCode.Partial),
            _ => new TargetException($"{server}: {TerminalText.Safe(reason)}", ExitCode.Unreachable),
        };
    }

    private static async Task<string> Text(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[ErrorBytesMax];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>What a problem+json says, else the text itself.</summary>
    private static string Reason(string text, out int position)
    {
        position = -1;
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            JsonElement root = problem.RootElement;
            if (root.TryGetProperty("position", out JsonElement at) && at.TryGetInt32(out int number))
                position = number;
            return root.TryGetProperty("detail", out JsonElement detail) || root.TryGetProperty("error", out detail) || root.TryGetProperty("title", out detail)
                ? detail.ToString()
                : text.Trim();
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return text.Trim();
        }
    }
}
