using System.Diagnostics;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>What became of a connection, as the client sees it.</summary>
internal sealed record TlsAnswer(bool Handshake, string? Version, string Error);

/// <summary>Python's ssl as a client (python/tls_client.py), one process for many connections.</summary>
internal sealed class TlsClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private TlsClient(Process process) => _process = process;

    public static string Script => Path.Combine(Repository.Root, "tests", "Interop", "python", "tls_client.py");

    public static TlsClient Start(string python = "python3")
    {
        ProcessStartInfo start = new(python, ["-W", "ignore", Script])
            { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        return new TlsClient(Process.Start(start)!);
    }

    /// <param name="connection">See the script.</param>
    public async Task<TlsAnswer> ConnectAsync(object connection)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(connection, Names));
        await _process.StandardInput.FlushAsync();
        string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) ?? throw new EndOfStreamException("the client has ended");
        return JsonSerializer.Deserialize<TlsAnswer>(line, Names)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Limit);
        _process.Dispose();
    }

    /// <summary>A payload of LogHog's protocol.</summary>
    public static string Payload(string app, string body, string host = "web01") =>
        JsonSerializer.Serialize(new { version = 1, app_id = app, module = "", stamp = 1_790_000_000, nsecs = 0, hostname = host, body });
}
