using System.Net.Sockets;
using System.Text;

namespace LogHog.Server.Systemd;

/// <summary>
/// Speaks sd_notify(3): one datagram of <c>KEY=VALUE</c> lines to the socket that <c>NOTIFY_SOCKET</c> names, a path or, with
/// a leading <c>@</c>, a name in the abstract namespace. Silent when nobody asked. A lost notice never disturbs the daemon.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly TimeProvider _time;

    public SystemdNotifier(string? address, TimeProvider time)
    {
        _time = time;
        if (string.IsNullOrEmpty(address) || address[0] is not ('/' or '@')) return;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            // A stopped receiver must not stop the daemon.
            socket.Blocking = false;
            _socket = socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
        }
    }

    public static SystemdNotifier FromEnvironment(TimeProvider time)
    {
        string? address = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        // Programs that we start must not speak in our name.
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        return new SystemdNotifier(address, time);
    }

    public bool IsConnected => _socket is not null;

    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>Type=notify-reload wants the moment at which the reload began (CLOCK_MONOTONIC, microseconds).</summary>
    public void Reloading()
    {
        // Stopwatch is CLOCK_MONOTONIC on Linux, as is the system's TimeProvider.
        long microseconds = (long)((Int128)_time.GetTimestamp() * 1_000_000 / _time.TimestampFrequency);
        Send($"RELOADING=1\nMONOTONIC_USEC={microseconds}\nSTATUS=Reading the configuration again");
    }

    public void Stopping() => Send("STOPPING=1\nSTATUS=Storing what has arrived");

    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    public void Alive() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private void Send(string lines)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(lines));
        }
        catch (SocketException)
        {
            // systemd restarts or its queue is full: the next notice tells the same.
        }
    }
}
