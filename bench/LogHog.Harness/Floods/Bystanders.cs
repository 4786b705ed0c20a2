using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Harness.Measuring;

namespace LogHog.Harness.Floods;

/// <summary>
/// Clients that are connected and do nothing special: two over TLS, two over TCP, 400 messages a second together. How long each
/// takes from its send until it stands in the file is measured by who is told of each write (inotify).
/// </summary>
internal sealed class Bystanders : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2.5);
    private static readonly TimeSpan FileLimit = TimeSpan.FromSeconds(30);

    private readonly Stream[] _clients;
    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private List<double> _latencies = [];
    private FileStream _file = null!;
    private FileSystemWatcher _watcher = null!;
    private string _unfinished = "";
    private int _sent;

    private Bystanders(Stream[] clients, string path)
    {
        _clients = clients;
        _path = path;
    }

    public static async Task<Bystanders> ConnectAsync(IPEndPoint tls, IPEndPoint plain, string pem, string logFolder)
    {
        Stream[] clients = [await TlsAsync(tls, pem), await PlainAsync(plain), await TlsAsync(tls, pem), await PlainAsync(plain)];
        var all = new Bystanders(clients, Path.Combine(logFolder, "bench", "root.log"));
        await all.BeginAsync();
        return all;
    }

    /// <summary>Milliseconds of each message that is sent during this time; waits for the last of them.</summary>
    public async Task<List<double>> MeasureAsync(TimeSpan time)
    {
        lock (_lock)
            _latencies = [];
        long begun = Stopwatch.GetTimestamp();
        int sent = 0;
        for (; Stopwatch.GetElapsedTime(begun) < time; sent++)
        {
            TimeSpan wait = (Interval * sent) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.FromMilliseconds(1))
                await Task.Delay(wait);
            await SendAsync();
        }

        for (long waited = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(waited) < FileLimit; await Task.Delay(10))
        {
            lock (_lock)
            {
                if (_latencies.Count >= sent)
                    return _latencies;
            }
        }

        throw new InvalidOperationException($"Of {sent} messages {_latencies.Count} are in the file.");
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _file?.Dispose();
        foreach (Stream client in _clients)
            client.Dispose();
    }

    private async Task BeginAsync()
    {
        await SendAsync();
        while (!File.Exists(_path))
            await Task.Delay(10);
        _file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!, Path.GetFileName(_path)) { NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite };
        _watcher.Changed += (_, _) => Read();
        _watcher.EnableRaisingEvents = true;
        await Task.Delay(500);
        Read();
    }

    private async Task SendAsync()
    {
        Stream client = _clients[_sent++ % _clients.Length];
        await client.WriteAsync(TimedFrame.Make(""));
    }

    private void Read()
    {
        lock (_lock)
        {
            for (int read; (read = _file.Read(_buffer)) > 0;)
            {
                string[] lines = (_unfinished + Encoding.UTF8.GetString(_buffer, 0, read)).Split('\n');
                // A reader may see half of a write.
                _unfinished = lines[^1];
                _latencies.AddRange(lines[..^1].Select(static line => TimedFrame.MillisecondsSince(line)).OfType<double>());
            }
        }
    }

    private static async Task<Stream> PlainAsync(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<Stream> TlsAsync(IPEndPoint target, string pem)
    {
        var tls = new SslStream(await PlainAsync(target));
#pragma warning disable CA5359 // It measures a server of its own.
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(pem), null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
#pragma warning restore CA5359
        return tls;
    }
}
