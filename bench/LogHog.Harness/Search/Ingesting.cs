using System.Net;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;
using LogHog.LoadGenerator.Sending;

namespace LogHog.Harness.Search;

/// <summary>A server that takes the same load again and again.</summary>
internal sealed class Ingesting : IDisposable
{
    private const long Messages = 1_000_000;
    private const int Connections = 4;

    private readonly LogHogPeer _peer;
    private readonly RunningServer _server;
    private readonly Load _load;
    private readonly FileGrowth _files;
    private long _sent;

    private Ingesting(LogHogPeer peer, RunningServer server, Load load)
    {
        _peer = peer;
        _server = server;
        _load = load;
        _files = new FileGrowth(server.LogFolder);
    }

    public int HttpPort => _peer.HttpPort;

    public IPEndPoint Address => _server.Address;

    /// <summary>Messages that are in no file.</summary>
    public long Lost { get; private set; }

    public static async Task<Ingesting> StartAsync(Workplace workplace, string facility)
    {
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort(), Facilities = $"[*]\nrotate = yearly\nbackup_count = 1\n{facility}\n" };
        RunningServer server = await RunningServer.StartAsync(peer, workplace.NewFolder("ingesting"));
        return new Ingesting(peer, server, new Load(workplace.LoadGenerator));
    }

    /// <summary>A million messages at full rate.</summary>
    /// <param name="untilRest">Counts the processor from rest to rest, so that the index of these messages is in it, and no other's.</param>
    /// <returns>Messages a second into the files, and processor time of a message.</returns>
    public async Task<(double Rate, double CpuMicroseconds)> SendAsync(bool untilRest = true)
    {
        CpuTime before = untilRest ? await ProcessMeter.RestingAsync(_server.Pid) : new CpuTime(0, 0);
        Task<SendResult> sender = _load.SendAsync(_server, _peer,
            ["--messages", $"{Messages}", "--connections", $"{Connections}", "--first-sequence", $"{_sent / Connections}"]);
        _sent += Messages;
        Growth growth = await _files.WaitAsync(sender, _sent, mayLose: false);
        await sender;
        Lost = _sent - growth.Lines;
        return (Messages / growth.Busy.TotalSeconds, untilRest ? (await ProcessMeter.RestingAsync(_server.Pid) - before).Seconds / Messages * 1e6 : 0);
    }

    public Task StopAsync() => _server.StopAsync();

    public void Dispose() => _server.Dispose();
}
