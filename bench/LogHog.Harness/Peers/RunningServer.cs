using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LogHog.Harness.Measuring;

namespace LogHog.Harness.Peers;

/// <summary>A server process of ours, from exec to its end.</summary>
internal sealed class RunningServer : IDisposable
{
    private const int SIGTERM = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private RunningServer(Process process, int port, string logFolder, TimeSpan startTime)
    {
        _process = process;
        Port = port;
        LogFolder = logFolder;
        StartTime = startTime;
    }

    public int Port { get; }

    public string LogFolder { get; }

    /// <summary>From exec until a connection was taken.</summary>
    public TimeSpan StartTime { get; }

    public int Pid => _process.Id;

    public IPEndPoint Address => new(IPAddress.Loopback, Port);

    public bool HasExited => _process.HasExited;

    public static async Task<RunningServer> StartAsync(Peer peer, string folder)
    {
        int port = Workplace.FreePort();
        ServerStart start = peer.Prepare(folder, port);
        // Through a shell that is replaced at once: the server's own words go into a file, and no pipe can fill up.
        string said = Path.Combine(folder, "said.txt");
        string[] arguments = ["-c", "exec \"$@\" >\"$0\" 2>&1", said, start.Program, .. start.Arguments];
        long begun = Stopwatch.GetTimestamp();
        Process process = Process.Start(new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = folder })!;
        try
        {
            await ListeningAsync(process, port);
        }
        catch (InvalidOperationException e)
        {
            if (!process.HasExited)
                process.Kill();
            throw new InvalidOperationException($"{peer.Name}: {e.Message}\n{await File.ReadAllTextAsync(said)}", e);
        }

        return new RunningServer(process, port, start.LogFolder, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Waits until it listens on a further port, too.</summary>
    public Task ListeningAsync(int port) => ListeningAsync(_process, port);

    /// <summary>SIGTERM, and waits until it has drained and gone.</summary>
    public async Task StopAsync()
    {
        _ = NativeMethods.Kill(Pid, SIGTERM);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"  did not stop within {StopLimit.TotalSeconds:F0} s of SIGTERM: killed");
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static async Task ListeningAsync(Process process, int port)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"ended with exit code {process.ExitCode} before it listened.");
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begun) < StartLimit)
            {
                await Task.Delay(1);
            }
            catch (SocketException e)
            {
                throw new InvalidOperationException($"does not listen after {StartLimit.TotalSeconds:F0} s.", e);
            }
        }
    }
}
