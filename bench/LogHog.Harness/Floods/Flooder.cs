using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using LogHog.Harness.Measuring;

namespace LogHog.Harness.Floods;

/// <summary>Who floods, as a process of its own that runs when nobody else wants to (SCHED_IDLE): what it costs itself is taken from nobody.</summary>
internal sealed class Flooder : IDisposable
{
    /// <summary>The harness's own command that is this process.</summary>
    public const string Command = "flooder";

    private const int HalfOpenSockets = 500;
    private const int Renegotiators = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;

    private Flooder(Process process) => _process = process;

    public static Flooder Start(FloodKind kind, IPEndPoint target, string pem) => new(Process.Start(
        new ProcessStartInfo("chrt", ["--idle", "0", Environment.ProcessPath!, Command, kind.ToString(), target.ToString(), pem])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!);

    /// <summary>Ends it.</summary>
    /// <returns>How many connections it has made.</returns>
    public async Task<long> StopAsync()
    {
        _process.StandardInput.Close();
        string told = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return long.Parse(told, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>The process: floods until its input ends.</summary>
    public static async Task<int> RunAsync(FloodKind kind, IPEndPoint target, string pem)
    {
        using var end = new CancellationTokenSource();
        long made = 0;
        byte[] hello = await ClientHelloAsync();
        Task flood = kind switch
        {
            FloodKind.HalfOpen => Task.WhenAll(Enumerable.Range(0, HalfOpenSockets).Select(i => HoldAsync(target, hello[..Part(i, hello.Length)], () => made++, end.Token))),
            FloodKind.Renegotiation => Task.WhenAll(Enumerable.Range(0, Renegotiators).Select(_ => Task.Factory.StartNew(
                () => Renegotiate(target, pem, () => Interlocked.Increment(ref made), end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))),
            FloodKind.PlainToTls => KnockAsync(target, TimedFrame.Make("flood"), () => made++, end.Token),
            _ => KnockAsync(target, hello, () => made++, end.Token),
        };
        await Task.Run(Console.In.ReadLine);
        await end.CancelAsync();
        await flood;
        Console.Write(made);
        return 0;
    }

    private static int Part(int i, int all) => (i % 4) switch { 0 => 0, 1 => 1, 2 => all / 2, _ => all };

    /// <summary>Opens a connection, says its part, and opens another one when it is thrown out.</summary>
    private static async Task HoldAsync(IPEndPoint target, byte[] said, Action made, CancellationToken end)
    {
        byte[] heard = new byte[4096];
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(target, end);
                made();
                await socket.SendAsync(said, end);
                while (await socket.ReceiveAsync(heard, end) > 0)
                {
                }

                await Task.Delay(Pause, end);
            }
            catch (Exception over) when (over is SocketException or OperationCanceledException)
            {
                // Thrown out, or the end.
            }
        }
    }

    /// <summary>A connection every few milliseconds, whatever becomes of the ones before.</summary>
    private static async Task KnockAsync(IPEndPoint target, byte[] said, Action made, CancellationToken end)
    {
        List<Task> open = [];
        while (!end.IsCancellationRequested)
        {
            open.Add(OnceAsync());
            open.RemoveAll(static one => one.IsCompleted);
            await Task.Delay(Beat, CancellationToken.None);
        }

        await Task.WhenAll(open);

        async Task OnceAsync()
        {
            try
            {
                using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(target, end);
                made();
                await socket.SendAsync(said, end);
                await socket.ReceiveAsync(new byte[64], end);
            }
            catch (Exception over) when (over is SocketException or OperationCanceledException)
            {
                // Thrown out, or the end.
            }
        }
    }

    /// <summary>Connects again as soon as it is thrown out.</summary>
    private static void Renegotiate(IPEndPoint target, string pem, Action made, CancellationToken end)
    {
        using Renegotiator client = new(pem);
        while (!end.IsCancellationRequested)
        {
            made();
            try
            {
                client.Run(target, Beat, end);
            }
            catch (SocketException)
            {
                // Thrown out, or the end.
            }
        }
    }

    /// <summary>A client's first message, caught on its way.</summary>
    private static async Task<byte[]> ClientHelloAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        using var tls = new SslStream(client.GetStream());
        Task handshake = tls.AuthenticateAsClientAsync("localhost");
        byte[] hello = new byte[4096];
        int read = await peer.GetStream().ReadAsync(hello);
        peer.Close();
        try
        {
            await handshake;
        }
        catch (Exception over) when (over is IOException or AuthenticationException)
        {
            // Nobody answered.
        }

        return hello[..read];
    }
}
