using System.Net.Sockets;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Systemd;

/// <summary>A real datagram socket takes systemd's place.</summary>
public sealed class SystemdNotifierTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tells_ready_reloading_watchdog_and_stopping_in_this_order(bool isAbstract)
    {
        using var folder = new TempFolder();
        string address = isAbstract ? $"@loghog-test-{Guid.NewGuid():N}" : folder["notify.sock"];
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + address[1..] : address));
        await using LogHogProcess hog = await LogHogProcess.StartAsync(options: new LogHogProcessOptions
        {
            Environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = address, ["WATCHDOG_USEC"] = "200000" },
        });

        string ready = await Receive(systemd, "READY=1");
        Assert.StartsWith("READY=1\nSTATUS=", ready, StringComparison.Ordinal);
        Assert.Equal("WATCHDOG=1", await Receive(systemd, "WATCHDOG=1"));
        Assert.Equal("WATCHDOG=1", await Receive(systemd, "WATCHDOG=1"));
        hog.Signal(ProcessSignal.Hangup);
        Assert.Matches(@"^RELOADING=1\nMONOTONIC_USEC=[1-9]\d+\nSTATUS=", await Receive(systemd, "RELOADING=1"));
        await Receive(systemd, "READY=1");
        hog.Signal(ProcessSignal.Terminate);
        Assert.StartsWith("STOPPING=1", await Receive(systemd, "STOPPING=1"), StringComparison.Ordinal);
        Assert.Equal(0, await hog.WaitForExit());
    }

    [Fact]
    public async Task A_watchdog_meant_for_another_process_is_not_fed()
    {
        using var folder = new TempFolder();
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(folder["notify.sock"]));
        await using LogHogProcess hog = await LogHogProcess.StartAsync(options: new LogHogProcessOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["NOTIFY_SOCKET"] = folder["notify.sock"], ["WATCHDOG_USEC"] = "1000", ["WATCHDOG_PID"] = "1",
            },
        });
        await Receive(systemd, "READY=1");

        hog.Signal(ProcessSignal.Terminate);

        // Between READY and STOPPING a watchdog of 1 ms would have spoken.
        byte[] buffer = new byte[4096];
        int length = await systemd.ReceiveAsync(buffer, SocketFlags.None);
        Assert.StartsWith("STOPPING=1", Encoding.UTF8.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notify_socket_that_nobody_serves_disturbs_nothing()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(options: new LogHogProcessOptions
        {
            Environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = "/nowhere/notify.sock" },
        });

        Assert.Equal("live\n", await hog.Get("/health/live"));
    }

    /// <summary>The next datagram that begins so; status lines in between are passed over.</summary>
    private static async Task<string> Receive(Socket socket, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[4096];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token);
            string text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text.StartsWith(start, StringComparison.Ordinal)) return text;
        }
    }
}
