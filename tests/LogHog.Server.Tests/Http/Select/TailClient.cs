using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>A client of <c>/select/logsql/tail</c> that reads line by line, over a connection of its own.</summary>
internal sealed class TailClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private HttpResponseMessage? _answer;
    private StreamReader? _lines;

    public HttpResponseMessage Answer => _answer!;

    /// <summary>Returns when the server has answered with its head: from then on it watches.</summary>
    public static async Task<TailClient> OpenAsync(LogHogProcess hog, string parameters = "query=*&start_offset=0s", string? token = null)
    {
        TailClient client = new();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hog.HttpAddress, $"/select/logsql/tail?{parameters}"));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var limit = new CancellationTokenSource(Limit);
        client._answer = await client._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        client._lines = new StreamReader(await client._answer.Content.ReadAsStreamAsync(limit.Token));
        return client;
    }

    /// <summary>The next line as JSON; null = the answer has ended.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        string? line = await _lines!.ReadLineAsync(limit.Token);
        return line is null || line.Trim().Length == 0 ? null : JsonDocument.Parse(line).RootElement;
    }

    /// <summary>All that is left of the answer.</summary>
    public Task<string> ReadToEndAsync() => _lines!.ReadToEndAsync();

    /// <summary>The field <c>_msg</c> of so many rows.</summary>
    public async Task<string[]> ReadMessagesAsync(int rows)
    {
        var messages = new string[rows];
        for (int i = 0; i < rows; i++)
            messages[i] = (await ReadAsync())?.GetProperty("_msg").GetString() ?? throw new EndOfStreamException("the tail has ended");
        return messages;
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _answer?.Dispose();
        _http.Dispose();
    }

    /// <summary>Sends events over TCP, as programs do.</summary>
    public static async Task SendAsync(LogHogProcess hog, params byte[][] frames)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hog.TcpPort);
        NetworkStream stream = client.GetStream();
        foreach (byte[] frame in frames) await stream.WriteAsync(frame);
        client.Client.Shutdown(SocketShutdown.Send);
        // The server closes when it has read everything.
        _ = await stream.ReadAsync(new byte[1]);
    }
}
