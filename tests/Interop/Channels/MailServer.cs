using System.Diagnostics;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Channels;

/// <summary>aiosmtpd, in a process of its own, for as long as the block lasts.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private MailServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <param name="arguments">See tests/Interop/python/mail_server.py.</param>
    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        ProcessStartInfo start = Pythons.Start(Pythons.Find("3")!, "mail_server.py", arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        return new MailServer(process, (await ReadAsync(process)).GetProperty("port").GetInt32());
    }

    /// <summary>The next mail that it takes.</summary>
    public Task<JsonElement> TakenAsync() => ReadAsync(_process);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(Process process)
    {
        using CancellationTokenSource limit = new(Limit);
        string line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the mail server has ended");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
