using System.Diagnostics;
using System.Net.Sockets;

namespace LogHog.Interop.Tests.Acme;

/// <summary>Python's web server, showing a folder.</summary>
internal sealed class WebrootServer : IDisposable
{
    private readonly Process _process;

    private WebrootServer(Process process) => _process = process;

    public static async Task<WebrootServer> StartAsync(string folder, int port)
    {
        var start = new ProcessStartInfo("python3", ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, $"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new WebrootServer(Process.Start(start)!);
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return server;
            }
            catch (SocketException) when (waiting.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
