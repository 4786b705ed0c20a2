using LogHog.Harness.Peers;
using LogHog.LoadGenerator.Sending;

namespace LogHog.Harness.Measuring;

/// <summary>What one UDP measurement found.</summary>
/// <param name="OfferedPerSecond">Messages a second that the kernel took from the sender.</param>
/// <param name="StoredPerSecond">Of those, how many a second of sending are in the files.</param>
/// <param name="Sent">Messages that the kernel took from the sender.</param>
/// <param name="Lost">Sent and in no file.</param>
/// <param name="SocketDrops">What the kernel counted for the server's sockets (/proc/net/udp).</param>
/// <param name="BufferErrors">What it counted for the machine (/proc/net/snmp RcvbufErrors).</param>
/// <param name="CpuMicroseconds">The server's user and system time for each message in the files.</param>
internal sealed record UdpFigures(
    double OfferedPerSecond, double StoredPerSecond, long Sent, long Lost, long SocketDrops, long BufferErrors, double CpuMicroseconds)
{
    public double LossPercent => 100.0 * Lost / Sent;
}

/// <summary>Sends datagrams at one rate for a while, and compares files and kernel counters with what was sent.</summary>
internal sealed class UdpMeasurement(Workplace workplace, TimeSpan duration, int connections)
{
    // Slow enough that no server loses any, long enough that it has run its code often.
    private const int WarmUpMessages = 60_000;
    private const int WarmUpRate = 20_000;

    private readonly Load _load = new(workplace.LoadGenerator);

    public async Task<UdpFigures> RunAsync(Peer peer, double rate)
    {
        string folder = workplace.NewFolder(peer.Name.Replace(' ', '-'));
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        var files = new FileGrowth(server.LogFolder);
        (_, Growth warm) = await SendAsync(server, peer, files, ["--messages", $"{WarmUpMessages}", "--rate", $"{WarmUpRate}"]);
        CpuTime before = ProcessMeter.Cpu(server.Pid);
        long drops = KernelUdp.DropsOf(server.Port), errors = KernelUdp.Counter("RcvbufErrors");
        (SendResult sent, Growth growth) = await SendAsync(
            server, peer, files, ["--seconds", Load.Text(duration.TotalSeconds), "--rate", Load.Text(rate)]);
        CpuTime cpu = ProcessMeter.Cpu(server.Pid) - before;
        drops = KernelUdp.DropsOf(server.Port) - drops;
        errors = KernelUdp.Counter("RcvbufErrors") - errors;
        await server.StopAsync();
        Directory.Delete(folder, recursive: true);
        long taken = sent.Sent - sent.Refused, stored = growth.Lines - warm.Lines;
        return new UdpFigures(
            taken / sent.Seconds, stored / sent.Seconds, taken, taken - stored, drops, errors, cpu.Seconds / stored * 1e6);
    }

    private async Task<(SendResult Sent, Growth Growth)> SendAsync(RunningServer server, Peer peer, FileGrowth files, string[] options)
    {
        Task<SendResult> sender = _load.SendAsync(server, peer, ["--udp", "--connections", $"{connections}", .. options]);
        Growth growth = await files.WaitAsync(sender, long.MaxValue, mayLose: true);
        return (await sender, growth);
    }
}
