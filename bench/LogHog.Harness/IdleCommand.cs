using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;
using LogHog.LoadGenerator;
using LogHog.LoadGenerator.Frames;

namespace LogHog.Harness;

/// <summary><c>idle</c>: what connections cost that say nothing, or said something once.</summary>
internal static class IdleCommand
{
    private static readonly TimeSpan AcceptLimit = TimeSpan.FromSeconds(30);

    // Descriptors that the server may close meanwhile, as that of the HTTP connection over which it was asked for its metrics.
    private const int OtherDescriptors = 8;

    // Buffers that are given back after a while have been given back by then.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 10_000 };
        var command = new Command("idle", "Memory per idle connection.") { connections };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(connections)));
        return command;
    }

    private static async Task<int> RunAsync(int count)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort() };
        using RunningServer server = await RunningServer.StartAsync(peer, workplace.NewFolder("idle"));
        var files = new FileGrowth(server.LogFolder);
        var load = new Load(workplace.LoadGenerator);
        Task warmUp = load.SendAsync(server, peer, ["--messages", "100000", "--connections", "4"]);
        long lines = (await files.WaitAsync(warmUp, 100_000, mayLose: false)).Lines;
        var meter = new MemoryMeter(server.Pid, peer.HttpPort, count);
        await Task.Delay(Settle);
        await meter.ReadAsync("before");
        List<Socket> clients = await ConnectAsync(server, count);
        await Task.Delay(Settle);
        await meter.ReadAsync($"{count:N0} connections that never spoke");
        byte[] frame = new LogHogFrames(FrameKind.V1, secret: null).Encode(new Corpus(1).Of(0, 1)[0], TimeProvider.System.GetUtcNow());
        Task speaking = Task.Run(() => clients.ForEach(client => client.Send(frame)));
        Growth growth = await files.WaitAsync(speaking, lines + count, mayLose: false);
        await Task.Delay(Settle);
        await meter.ReadAsync($"the same after one message each ({growth.Lines - lines:N0} stored)");
        clients.ForEach(client => client.Dispose());
        await Task.Delay(Settle);
        await meter.ReadAsync("after they have gone");
        await server.StopAsync();
        return growth.Lines - lines == count ? 0 : 1;
    }

    private static async Task<List<Socket>> ConnectAsync(RunningServer server, int count)
    {
        int before = ProcessMeter.OpenDescriptors(server.Pid);
        List<Socket> clients = new(count);
        for (int i = 0; i < count; i++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(server.Address);
            clients.Add(client);
        }

        long begun = Stopwatch.GetTimestamp();
        while (ProcessMeter.OpenDescriptors(server.Pid) < before + count - OtherDescriptors)
        {
            if (Stopwatch.GetElapsedTime(begun) > AcceptLimit)
                throw new InvalidOperationException($"Only {ProcessMeter.OpenDescriptors(server.Pid) - before:N0} of {count:N0} connections were accepted.");
            await Task.Delay(50);
        }

        return clients;
    }
}
