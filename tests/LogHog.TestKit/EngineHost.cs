using System.Net;
using System.Net.Sockets;
using LogHog.Engine;
using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.TestKit;

/// <summary>The real engine in the test's own process, on a free port of loopback, with its files in a folder of its own.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly TempFolder? _ownFolder;

    private EngineHost(LogEngine engine, string folder, TempFolder? ownFolder)
    {
        Engine = engine;
        LogDir = Path.Combine(folder, "log");
        _ownFolder = ownFolder;
    }

    public LogEngine Engine { get; }

    public string LogDir { get; }

    public IPEndPoint Tcp => Address("tcp");

    public IPEndPoint Udp => Address("udp");

    public static FacilitySettings Facility(string app, string module = "", int backupCount = 1_000_000) =>
        new() { App = app, Module = module, Rotate = CronSchedule.Parse("yearly"), BackupCount = backupCount };

    public static ServerSettings Settings(string folder) => new()
    {
        Main = new MainSettings { WorkDir = Path.Combine(folder, "work"), LogDir = Path.Combine(folder, "log"), RunDir = Path.Combine(folder, "run") },
        Log = new OwnLogSettings { When = CronSchedule.Parse("daily") },
        Compressor = new CompressorSettings { Format = CompressionFormat.Gzip, Level = 1 },
        Server = new ListenSettings { Plain = [new IPEndPoint(IPAddress.Loopback, 0)] },
        Http = new HttpSettings { Listen = [] },
        Limits = new LimitSettings(),
        Retention = new RetentionSettings(),
    };

    /// <summary>Starts it; <paramref name="folder"/> is kept when it is given, so that a second start can find it.</summary>
    public static EngineHost Start(
        IReadOnlyList<FacilitySettings> facilities,
        string? folder = null,
        Func<ServerSettings, ServerSettings>? change = null,
        TimeProvider? time = null,
        ILoggerFactory? logs = null,
        INotifier? notifier = null)
    {
        TempFolder? own = folder is null ? new TempFolder() : null;
        folder ??= own!.Path;
        ServerSettings settings = Settings(folder);
        LogEngine engine = LogEngine.Open(
            change?.Invoke(settings) ?? settings, facilities, time ?? TimeProvider.System, logs ?? NullLoggerFactory.Instance, notifier);
        engine.Start();
        return new EngineHost(engine, folder, own);
    }

    /// <summary>Where it listens, by kind: <c>tcp</c>, <c>udp</c>, <c>NAME/tcp</c> …</summary>
    public IPEndPoint Address(string kind) => (IPEndPoint)Engine.Snapshot().Listening.First(listening => listening.Kind == kind).Address;

    public InputSnapshot Input(string name) => Engine.Snapshot().Inputs.First(input => input.Input == name);

    /// <summary>Sends bytes over a connection of its own and waits until the server has read all of it.</summary>
    public async Task SendAsync(params byte[][] pieces)
    {
        using TcpClient client = new();
        await client.ConnectAsync(Tcp);
        NetworkStream stream = client.GetStream();
        try
        {
            foreach (byte[] piece in pieces)
                await stream.WriteAsync(piece);
            client.Client.Shutdown(SocketShutdown.Send);
            // The server never writes: this returns when it has read everything and closed.
            await ReadToEndAsync(stream);
        }
        catch (IOException)
        {
            // Closed before it had read everything: it refused the stream.
        }
    }

    /// <summary>Waits until nothing is pending and <paramref name="events"/> events of all inputs are settled.</summary>
    public async Task SettledAsync(long events)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            IReadOnlyList<InputSnapshot> inputs = Engine.Snapshot().Inputs;
            if (inputs.Sum(static input => input.Received) >= events && inputs.All(static input => input.Pending == 0))
                return;
            await Task.Delay(5, limit.Token);
        }
    }

    public string[] Lines(string relative) => File.ReadAllLines(Path.Combine(LogDir, relative));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private static async Task ReadToEndAsync(NetworkStream stream)
    {
        byte[] nothing = new byte[16];
        while (await stream.ReadAsync(nothing) > 0)
        {
        }
    }
}
