using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LogHog.Harness.Search;

/// <summary>Asks a running server over HTTP, over one connection that stays open.</summary>
internal sealed class QueryClient(int port) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>From the request until the last byte of the answer has come.</summary>
    /// <exception cref="InvalidOperationException">The server refused the query.</exception>
    public async Task<(long Number, double Milliseconds)> AskAsync(Question question)
    {
        string url = $"/select/logsql/query?query={Uri.EscapeDataString(question.Query)}";
        if (question.Limit > 0)
            url += string.Create(CultureInfo.InvariantCulture, $"&limit={question.Limit}");
        if (question.IsLastMinutes)
            url += $"&start={Uri.EscapeDataString(Text(EventWriter.Day.AddDays(1).AddMinutes(-5)))}&end={Uri.EscapeDataString(Text(EventWriter.Day.AddDays(1)))}";
        long begun = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await _http.GetAsync(new Uri(url, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return response.IsSuccessStatusCode
            ? (NumberOf(question.Result, body), milliseconds)
            : throw new InvalidOperationException($"{question.Query}: {(int)response.StatusCode} {body}");
    }

    /// <summary>Rows of a query, as they come; costs the client as little as can be.</summary>
    public async Task<int> CountRowsAsync(string query)
    {
        var url = new Uri($"/select/logsql/query?query={Uri.EscapeDataString(query)}", UriKind.Relative);
        using HttpResponseMessage response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync();
        int rows = 0;
        for (int read; (read = await body.ReadAsync(_buffer)) > 0;)
            rows += _buffer.AsSpan(0, read).Count((byte)'\n');
        return rows;
    }

    /// <summary>A live tail; lines come as they are stored.</summary>
    public async Task<StreamReader> TailAsync(string query)
    {
        HttpResponseMessage response = await _http.GetAsync(
            new Uri($"/select/logsql/tail?query={Uri.EscapeDataString(query)}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static long NumberOf(Result result, string body)
    {
        string[] lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return result == Result.Rows ? lines.Length : lines.Sum(static line =>
        {
            using var row = JsonDocument.Parse(line);
            return long.Parse(row.RootElement.GetProperty("n").GetString()!, CultureInfo.InvariantCulture);
        });
    }
}
